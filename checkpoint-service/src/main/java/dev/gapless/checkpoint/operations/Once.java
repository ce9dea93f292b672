package dev.gapless.checkpoint.operations;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The port for work inside a process whose effect is in the same database: effect and completion are one transaction,
 * so either both are there or neither is.
 */
public interface Once {

    /** What the work does, by the connection of the transaction it is called in; JSON, or null, is its result. */
    @FunctionalInterface
    interface Effect {
        @Nullable
        String apply();
    }

    /** What came of it. */
    sealed interface Outcome {

        record Ran(@Nullable String result) implements Outcome {}

        /** It was done before, with this result; the effect was not called. */
        record Cached(@Nullable String result) implements Outcome {}

        /** Another is at it; the effect was not called. */
        record Refused(String holder, Instant expiresAt) implements Outcome {}

        /** The lease ran out while it ran; its effect was taken back. */
        record Lost() implements Outcome {}
    }

    /** What the effect throws is thrown on, with the operation marked as failed and the effect taken back. */
    Outcome run(OperationId id, String owner, Duration lease, Effect effect);
}
