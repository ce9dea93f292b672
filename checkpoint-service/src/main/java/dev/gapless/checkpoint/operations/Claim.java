package dev.gapless.checkpoint.operations;

import java.time.Instant;

/** What came of claiming work. */
public sealed interface Claim {

    /** It is the caller's, until the lease runs out. */
    record Mine(Operation operation) implements Claim {}

    /** It was done before; this is what came of it. */
    record Done(Operation operation) implements Claim {}

    /** Another is at it. */
    record Leased(String holder, Instant expiresAt) implements Claim {}
}
