package dev.gapless.checkpoint.records.deadletters;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which letters; what is null does not matter.
 *
 * @param from arrived at or after
 * @param to arrived before
 */
record DeadLetterFilter(
        @Nullable String source,
        @Nullable String account,
        @Nullable String stream,
        @Nullable String rule,
        @Nullable DeadLetterState state,
        @Nullable Instant from,
        @Nullable Instant to) {

    static final DeadLetterFilter ALL = new DeadLetterFilter(null, null, null, null, null, null, null);

    DeadLetterFilter in(DeadLetterState other) {
        return new DeadLetterFilter(source, account, stream, rule, other, from, to);
    }
}
