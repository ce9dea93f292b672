package dev.gapless.scheduler.gaps;

import org.jspecify.annotations.Nullable;

/** Which gaps to list; null is any. */
record GapFilter(
        @Nullable String source,
        @Nullable String account,
        @Nullable String stream,
        @Nullable GapState state,
        int limit) {}
