package dev.gapless.connector.paging;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Where a walk has been, so that a source that leads in circles is found out, whatever the circle's length. */
final class LoopDetector {

    private static final int KEPT = 24;
    private static final int MAX_STILL = 1_000;

    private final Set<String> seen = new LinkedHashSet<>();
    private int still;

    LoopDetector() {}

    LoopDetector(ResumePoint point) {
        this(point.seen(), point.still());
    }

    /**
     * @param latest as {@link #latest()} of a former slice
     * @param still as {@link #still()} of a former slice
     */
    LoopDetector(List<String> latest, int still) {
        seen.addAll(latest);
        this.still = still;
    }

    boolean leadsBack(PageCursor next) {
        return seen.contains(name(next));
    }

    void visited(PageCursor place) {
        seen.add(name(place));
    }

    /** Counts pages that brought the walk no further; places may differ for ever and still lead nowhere. */
    void moved(boolean further) {
        still = further ? 0 : still + 1;
    }

    boolean standsStill() {
        return still >= MAX_STILL;
    }

    void forget() {
        seen.clear();
    }

    int still() {
        return still;
    }

    /** The latest places; a longer circle is found after the walk has gone round once more. */
    List<String> latest() {
        List<String> all = new ArrayList<>(seen);
        return List.copyOf(all.subList(Math.max(0, all.size() - KEPT), all.size()));
    }

    private static String name(PageCursor place) {
        return PageEntry.shortHash(place.identity().getBytes(StandardCharsets.UTF_8));
    }
}
