package dev.gapless.miner.fetch;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The result of one call. */
public sealed interface FetchOutcome {

    /**
     * A 200 answer, whole.
     *
     * @param link its {@code Link} headers, joined by commas; null when it has none
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Answered(byte[] body, @Nullable String link) implements FetchOutcome {

        /** Without a {@code Link} header. */
        public Answered(byte[] body) {
            this(body, null);
        }
    }

    /**
     * The upstream refuses the call for its limit.
     *
     * @param retryAt null when it does not say until when
     */
    record Throttled(@Nullable Instant retryAt) implements FetchOutcome {}

    /** The credential is refused. */
    record Unauthorised(int status) implements FetchOutcome {}

    /**
     * There is nothing at this address.
     *
     * @param gone true where the answer says that there was something once: by 410, or as the manifest says
     * @param keptFrom the first position that the source still keeps; null where the answer does not tell it
     */
    record Absent(int status, boolean gone, @Nullable Long keptFrom) implements FetchOutcome {

        /** Told by the status alone. */
        public Absent(int status) {
            this(status, status == 410);
        }

        /** Whose answer names no boundary. */
        public Absent(int status, boolean gone) {
            this(status, gone, null);
        }
    }

    /** The same request may succeed later. */
    record TransientFault(Cause cause, String reason) implements FetchOutcome {}

    /**
     * The answer is longer than is read, or says itself that too much was asked for.
     *
     * @param reason in words, for operators
     * @param beginning at most 64 KB of it
     * @param told true where the answer says it itself
     */
    @SuppressWarnings("ArrayRecordComponent")
    record TooLong(String reason, byte[] beginning, boolean told) implements FetchOutcome {

        /** @param most as many bytes as are read */
        public TooLong(int most, byte[] beginning) {
            this("a page of more than %d bytes".formatted(most), beginning, false);
        }
    }

    /** The request is wrong or its answer unacceptable; repeating it cannot help. */
    record PermanentFault(String reason) implements FetchOutcome {}

    /** The call was not made: an operator has stopped it, or it is unknown whether one has. */
    record Withheld() implements FetchOutcome {}

    /** Whose fault a {@link TransientFault} is. */
    enum Cause {
        SERVER,
        TIMEOUT,
        NETWORK
    }
}
