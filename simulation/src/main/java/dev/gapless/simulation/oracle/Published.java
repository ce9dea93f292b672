package dev.gapless.simulation.oracle;

import dev.gapless.simulation.upstream.Deed;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** What readers of the changes saw, in their order. */
final class Published {

    private record Last(long version, boolean deleted) {}

    private final Map<String, Last> last = new HashMap<>();
    private final Set<String> all = new HashSet<>();
    private final BiConsumer<Rule, String> broken;

    Published(BiConsumer<Rule, String> broken) {
        this.broken = broken;
    }

    /** @param judged false where an earlier change may come again */
    void add(String item, long version, Deed deed, boolean judged) {
        boolean deleted = deed == Deed.DELETED;
        String what = what(item, version, deleted);
        boolean again = !all.add(what);
        if (judged) {
            judge(item, version, deleted, again);
        }
        last.put(item, new Last(version, deleted));
    }

    private void judge(String item, long version, boolean deleted, boolean again) {
        String what = what(item, version, deleted);
        if (again) {
            broken.accept(Rule.TWICE, what);
        }
        Last before = last.get(item);
        if (before != null && before.deleted() && !deleted && version <= before.version()) {
            broken.accept(Rule.RESURRECTED, what + " after a deletion at " + before.version());
        } else if (before != null && version < before.version()) {
            broken.accept(Rule.OLDER_OVER_NEWER, what + " after " + before.version());
        }
    }

    private static String what(String item, long version, boolean deleted) {
        return item + " version " + version + (deleted ? ", deleted" : "");
    }

    boolean has(String item, long version, boolean deleted) {
        return all.contains(what(item, version, deleted));
    }

    int size() {
        return all.size();
    }
}
