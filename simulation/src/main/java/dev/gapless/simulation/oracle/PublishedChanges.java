package dev.gapless.simulation.oracle;

import dev.gapless.simulation.upstream.UpstreamOperation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** What readers of the changes saw, in their order. */
final class PublishedChanges {

    private record Last(long version, boolean deleted) {}

    private final Map<String, Last> last = new HashMap<>();
    private final Set<String> all = new HashSet<>();
    private final BiConsumer<Invariant, String> broken;

    PublishedChanges(BiConsumer<Invariant, String> broken) {
        this.broken = broken;
    }

    /** @param judged false where an earlier change may come again */
    void add(String item, long version, UpstreamOperation deed, boolean judged) {
        boolean deleted = deed == UpstreamOperation.DELETED;
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
            broken.accept(Invariant.TWICE, what);
        }
        Last before = last.get(item);
        if (before != null && before.deleted() && !deleted && version <= before.version()) {
            broken.accept(Invariant.RESURRECTED, what + " after a deletion at " + before.version());
        } else if (before != null && version < before.version()) {
            broken.accept(Invariant.OLDER_OVER_NEWER, what + " after " + before.version());
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
