package dev.gapless.checkpoint.deadletters;

import org.jspecify.annotations.Nullable;

/** A header that a refused record came with. */
@SuppressWarnings("ArrayRecordComponent")
record DeadLetterHeader(String name, byte @Nullable [] value) {}
