package dev.gapless.miner.pacing;

import java.time.Instant;

/** Whether a call may be made. */
public sealed interface Admission {

    /** One call may be made, not before {@code at}; its place in the budget is taken. */
    record Go(Instant at) implements Admission {}

    /** No call within the caller's patience, and no place is taken; ask again at {@code retryAt}. */
    record Later(Instant retryAt) implements Admission {}
}
