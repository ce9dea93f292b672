package dev.gapless.checkpoint.operations;

import java.time.Instant;

/** What came of claiming work. */
public sealed interface ClaimResult {

    /** It is the caller's, until the lease runs out. */
    record Mine(LongRunningOperation operation) implements ClaimResult {}

    /** It was done before; this is what came of it. */
    record Done(LongRunningOperation operation) implements ClaimResult {}

    /** Another is at it. */
    record Leased(String holder, Instant expiresAt) implements ClaimResult {}
}
