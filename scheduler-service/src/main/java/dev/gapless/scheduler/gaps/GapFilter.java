package dev.gapless.scheduler.gaps;

import org.jspecify.annotations.Nullable;

/**
 * Which gaps to list; null is any.
 *
 * @param sources that their source is one of
 * @param after where the page before ended
 */
@SuppressWarnings("ArrayRecordComponent")
record GapFilter(
        String @Nullable [] sources,
        @Nullable String source,
        @Nullable String account,
        @Nullable String stream,
        @Nullable GapState state,
        @Nullable GapPlace after,
        int limit) {}
