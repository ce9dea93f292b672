package dev.gapless.common.message;

import dev.gapless.common.position.StreamId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The result of one slice of mining.
 *
 * @param resume where the next slice goes on, opaque to everyone but the miner; null to begin anew
 * @param retryAt with {@link Outcome#LIMITED}: not before this instant
 * @param reason with {@link Outcome#FAILED} and {@link Outcome#REFUSED}: a sentence for operators, without secrets. It
 *     may quote the upstream, so it is cleaned and cut to 1,000 characters here
 * @param pages pages read in this slice
 * @param items items delivered in this slice
 * @param keptFrom with {@link Outcome#GONE}: the first position that the source still keeps, by its own word; null
 *     where it does not tell
 */
public record MiningProgress(
        TaskRef task,
        Outcome outcome,
        @Nullable String resume,
        @Nullable Instant retryAt,
        @Nullable String reason,
        int pages,
        long items,
        Instant at,
        @Nullable Long keptFrom) {

    /** Without a word about what the source keeps. */
    public MiningProgress(
            TaskRef task,
            Outcome outcome,
            @Nullable String resume,
            @Nullable Instant retryAt,
            @Nullable String reason,
            int pages,
            long items,
            Instant at) {
        this(task, outcome, resume, retryAt, reason, pages, items, at, null);
    }

    /** The task that the slice belongs to. */
    public record TaskRef(String taskId, String gapId, StreamId stream, long epoch) {}

    public String taskId() {
        return task.taskId();
    }

    public String gapId() {
        return task.gapId();
    }

    public StreamId stream() {
        return task.stream();
    }

    public long epoch() {
        return task.epoch();
    }

    /** The reason of a slice that made no call because of a stop. */
    public static final String STOPPED = "stopped by an operator";

    /** How the reason of a refusal begins that is not to be tried again at once. */
    public static final String GIVEN_UP = "given up: ";

    private static final int MAX_REASON = 1_000;

    public MiningProgress {
        reason = reason == null ? null : OutsideText.cleaned(reason, MAX_REASON);
    }

    /** How a slice ended. */
    public enum Outcome {
        /** The slice's budget is used up and the walk goes on at {@code resume}. */
        ADVANCED,

        /** The source said that the listing ends here. */
        COMPLETED,

        /** The upstream asked to slow down; it costs no attempt. */
        LIMITED,

        /** The network or the server failed; the same request may succeed later. */
        FAILED,

        /** The source says that it does not keep this range any more: it cannot be filled. */
        GONE,

        /** The upstream will not answer this, or what it answers cannot be read; repeating it as it is cannot help. */
        REFUSED
    }

    public byte[] toBytes() {
        return MessageCodec.write(this);
    }

    /** @throws UnreadableMessageException when the bytes are not such a message */
    public static MiningProgress fromBytes(byte[] bytes) {
        return MessageCodec.read(bytes, MiningProgress.class);
    }
}
