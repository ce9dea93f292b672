package dev.gapless.common.operation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When an operation was requested, first claimed and ended, by the database's clock.
 *
 * @param startedAt null before the first claim
 * @param endedAt null while it has not ended
 */
public record OperationTimes(
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt) {}
