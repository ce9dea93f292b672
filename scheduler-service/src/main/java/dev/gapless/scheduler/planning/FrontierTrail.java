package dev.gapless.scheduler.planning;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a numbered stream was first seen to reach how far. Positions of such a stream have no time of their own. A
 * position is as old as the first sight of a position beyond it. Not thread-safe.
 */
final class FrontierTrail {

    /** When there are more, every second one is dropped: ages get coarser, never older than they are. */
    private static final int MAX = 128;

    private record Mark(long frontier, Instant seenAt) {}

    /** Ascending by both. */
    private final List<Mark> marks = new ArrayList<>();

    /** Everything below has been old enough once; it stays so when its marks are forgotten. */
    private long settled = Long.MIN_VALUE;

    /** @param frontier the first position that the source is not known to have */
    void reached(long frontier, Instant now) {
        if (!marks.isEmpty() && marks.getLast().frontier() >= frontier) {
            return;
        }
        if (marks.size() == MAX) {
            for (int i = MAX - 1; i > 0; i -= 2) {
                marks.remove(i);
            }
        }
        marks.add(new Mark(frontier, now));
    }

    /**
     * The first position that was not known to be followed by another for so long. A number below is in the source's
     * listing, as the manifest says, or does not come any more.
     */
    long settled(Duration settle, Instant now) {
        for (Mark mark : marks) {
            if (!mark.seenAt().plus(settle).isAfter(now)) {
                settled = Math.max(settled, mark.frontier());
            }
        }
        return settled;
    }

    /** When {@link #settled} grows; null while it reaches as far as the source. */
    @Nullable
    Instant settles(Duration settle) {
        return marks.stream()
                .filter(mark -> mark.frontier() > settled)
                .findFirst()
                .map(mark -> mark.seenAt().plus(settle))
                .orElse(null);
    }

    /** The age of anything below will not be asked for. Marks that have not settled stay. */
    void covered(long position) {
        marks.removeIf(mark -> mark.frontier() <= Math.min(position, settled));
    }

    /** For how long the source has been known to have the position; zero when it is not known to have it. */
    Duration age(long position, Instant now) {
        for (Mark mark : marks) {
            if (mark.frontier() > position) {
                Duration age = Duration.between(mark.seenAt(), now);
                return age.isNegative() ? Duration.ZERO : age;
            }
        }
        return Duration.ZERO;
    }
}
