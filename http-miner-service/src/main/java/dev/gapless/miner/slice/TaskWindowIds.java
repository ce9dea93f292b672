package dev.gapless.miner.slice;

import dev.gapless.common.coverage.Coverage;
import dev.gapless.common.coverage.Range;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Names the windows of one task. A window grows by ranges that touch it. A range that does not touch it begins another
 * window, because a span over both would claim what lies between.
 */
public final class TaskWindowIds {

    private final String taskId;
    private Coverage grown = Coverage.empty();
    private int number = 1;

    public TaskWindowIds(String taskId) {
        this.taskId = taskId;
    }

    public String windowOf(Range covered) {
        Coverage with = grown.plus(covered);
        if (with.ranges().size() > 1) {
            number++;
            with = Coverage.of(List.of(covered));
        }
        grown = with;
        return number == 1 ? taskId : taskId + "#" + number;
    }

    /** What of a page's claim lies inside the task's window: only items inside were delivered. */
    public static @Nullable Range clip(@Nullable Range covered, long from, long to) {
        if (covered == null || covered.to() <= from || covered.from() >= to) {
            return null;
        }
        return Range.of(Math.max(from, covered.from()), Math.min(to, covered.to()));
    }
}
