package dev.gapless.scheduler.gaps;

import org.jspecify.annotations.Nullable;

/**
 * Which gaps to list; null is any.
 *
 * @param sources that their source is one of
 */
@SuppressWarnings("ArrayRecordComponent")
record GapFilter(
        String @Nullable [] sources,
        @Nullable String source,
        @Nullable String account,
        @Nullable String stream,
        @Nullable GapState state,
        int limit) {}
