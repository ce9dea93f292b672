package dev.gapless.common.operation;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The position from which a publishing job continues.
 *
 * @param after the last unit that is acknowledged, by the job's own order; null before the first
 * @param ends where the topics ended before the portion that may be under way, by topic and partition
 */
public record OperationPosition(@Nullable String after, Map<String, Map<Integer, Long>> ends) {

    /** Before the first portion. */
    public static final OperationPosition START = new OperationPosition(null, Map.of());

    public OperationPosition {
        ends = Map.copyOf(ends);
    }
}
