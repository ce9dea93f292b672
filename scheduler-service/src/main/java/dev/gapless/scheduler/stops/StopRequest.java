package dev.gapless.scheduler.stops;

import org.jspecify.annotations.Nullable;

/**
 * What an operator wants stopped, as it came.
 *
 * @param scope {@code all}, {@code source}, {@code account}, {@code stream}, {@code mining} or {@code capture}
 * @param level {@code intake} or {@code all}; {@code intake} unless it is given
 * @param reason for those who find the stop later
 */
record StopRequest(
        @Nullable String scope,
        @Nullable String source,
        @Nullable String account,
        @Nullable String stream,
        @Nullable String level,
        @Nullable String reason) {}
