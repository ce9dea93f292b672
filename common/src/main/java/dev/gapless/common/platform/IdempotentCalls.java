package dev.gapless.common.platform;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Remembers for 24 h which calls were carried out under which keys, and how they were answered. */
interface IdempotentCalls {

    /**
     * How a call was answered.
     *
     * @param location of the header; null where there was none
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record KeptAnswer(
            int status,
            @Nullable String contentType,
            @Nullable String location,
            byte[] body) {}

    /** What is known of a key. */
    sealed interface KnownCall {

        /** It is new: the call is to be carried out, and is noted as begun. */
        record Unused() implements KnownCall {}

        /** The same call was answered so. */
        record Answered(KeptAnswer answer) implements KnownCall {}

        /** The same call has begun and has no answer yet, or its process ended before. */
        record Begun(Instant at) implements KnownCall {}

        /** Another call has this key. */
        record OfAnother() implements KnownCall {}
    }

    /** @param digest of method, path, query and body */
    KnownCall begin(String caller, IdempotencyKey key, String digest);

    void answer(String caller, IdempotencyKey key, KeptAnswer answer);

    /** The call was not carried out: the key may be used again. */
    void forget(String caller, IdempotencyKey key);
}
