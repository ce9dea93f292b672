package dev.gapless.checkpoint.records.deadletters;

import org.jspecify.annotations.Nullable;

/** A header that a refused record came with. */
@SuppressWarnings("ArrayRecordComponent")
record DeadLetterHeader(String name, byte @Nullable [] value) {}
