package dev.gapless.checkpoint.deadletters;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which letters; what is null does not matter.
 *
 * @param from arrived at or after
 * @param to arrived before
 */
record LetterFilter(
        @Nullable String source,
        @Nullable String account,
        @Nullable String stream,
        @Nullable String rule,
        @Nullable LetterState state,
        @Nullable Instant from,
        @Nullable Instant to) {

    static final LetterFilter ALL = new LetterFilter(null, null, null, null, null, null, null);

    LetterFilter in(LetterState other) {
        return new LetterFilter(source, account, stream, rule, other, from, to);
    }
}
