package dev.gapless.connector;

import dev.gapless.common.coverage.Evidence;
import dev.gapless.common.message.Anchor;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An effect that a live session requests. */
public sealed interface LiveEffect {

    /** Send this text message. */
    record Send(String text) implements LiveEffect {}

    /**
     * The source confirmed the subscription: a coverage window of the stream opens here, covering nothing yet.
     *
     * @param frontier numbered streams: the first position the source does not have yet
     */
    record OpenWindow(
            String stream,
            long from,
            Evidence evidence,
            long generation,
            @Nullable Long frontier) implements LiveEffect {}

    /** Deliver these bytes to {@code captured-live} as a FRAME, or as LISTED when the session asked for them itself. */
    @SuppressWarnings("ArrayRecordComponent")
    record PublishRecord(String stream, String itemId, boolean listed, byte[] bytes) implements LiveEffect {}

    /**
     * Nothing of what follows may leave before these fingerprints are kept. If the connection or the process ends at
     * any later moment, the next comparison still knows which history the items behind them belong to.
     */
    record SaveAnchors(String stream, List<Anchor> anchors) implements LiveEffect {
        public SaveAnchors {
            anchors = List.copyOf(anchors);
        }
    }

    /**
     * Once everything captured before this effect is acknowledged, the windows reach to {@code to}. Claims only grow; a
     * lower one is no claim.
     *
     * @param stream one stream's window; null for all open windows of this session
     */
    record AdvanceCoverage(@Nullable String stream, long to, List<Anchor> anchors) implements LiveEffect {
        public AdvanceCoverage {
            anchors = List.copyOf(anchors);
        }
    }

    /**
     * What was claimed of {@code [from, to)} of the stream is no longer believed: those claims are taken back, also
     * those of former windows. A window that is open ends, and a new one opens at {@code to}.
     *
     * @param cause one of a few words, for operators and metrics
     */
    record RetractCoverage(String stream, long from, long to, String cause) implements LiveEffect {}

    /**
     * The stream's window closes where it is, before everything that follows. Claims made before this effect that are
     * not in force yet never will be.
     */
    record CloseWindow(String stream) implements LiveEffect {}

    /** Tell {@link LiveSession#state} the stream's state, after all reports sent so far have been applied to it. */
    record ReadState(String stream) implements LiveEffect {}

    /**
     * The source has rewritten the stream's history above {@code ancestor}: record it, then tell
     * {@link LiveSession#state}.
     */
    record RecordFork(String stream, long ancestor, long generation) implements LiveEffect {}

    /**
     * Tell {@link LiveSession#delivered} this cursor, once everything captured before this effect is acknowledged.
     *
     * @param at when the message came that holds it
     */
    record SaveCursor(String cursor, Instant at) implements LiveEffect {}

    /** Keep these bytes in the dead letters; the session goes on. */
    @SuppressWarnings("ArrayRecordComponent")
    record DeadLetterRecord(@Nullable String stream, byte[] bytes, String rule, String detail, String remedy)
            implements LiveEffect {}

    /**
     * End this connection and begin another.
     *
     * @param atOnce true when the connection itself is sound and there is nothing to wait for
     */
    record Reconnect(String reason, boolean atOnce) implements LiveEffect {}
}
