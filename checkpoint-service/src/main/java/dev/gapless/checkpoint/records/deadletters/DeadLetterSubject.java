package dev.gapless.checkpoint.records.deadletters;

import org.jspecify.annotations.Nullable;

/** The account stream that a letter belongs to. A name is null unless the letter names it. */
record DeadLetterSubject(
        @Nullable String source,
        @Nullable String account,
        @Nullable String stream) {}
