package dev.gapless.scheduler.planning;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * When a numbered stream was first seen to reach how far. Positions of such a stream have no time of their own. An
 * uncovered position is as old as the first sight of a position beyond it. Not thread-safe.
 */
final class FrontierTrail {

    /** When there are more, every second one is dropped: ages get coarser, never older than they are. */
    private static final int MAX = 128;

    private record Mark(long frontier, Instant seenAt) {}

    /** Ascending by both. */
    private final List<Mark> marks = new ArrayList<>();

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

    /** The age of anything below will not be asked for. */
    void covered(long position) {
        marks.removeIf(mark -> mark.frontier() <= position);
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
