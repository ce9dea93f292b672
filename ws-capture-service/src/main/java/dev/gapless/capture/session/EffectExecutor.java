package dev.gapless.capture.session;

import dev.gapless.capture.connection.WebSocketConnection;
import dev.gapless.capture.coverage.AckTracker;
import dev.gapless.capture.coverage.CoverageWindows;
import dev.gapless.capture.delivery.CapturePublisher;
import dev.gapless.capture.delivery.InFlightPermits;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.DeadLetter;
import dev.gapless.common.message.ForkNotice;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.RecordPlace;
import dev.gapless.common.position.StreamId;
import dev.gapless.connector.LiveEffect;
import dev.gapless.connector.StreamSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Carries out what the session wants, in its order. */
final class EffectExecutor {

    /** As long as Kafka may take for any record. */
    private static final Duration ANCHORED = Duration.ofSeconds(30);

    private final CaptureTarget target;
    private final WebSocketConnection connection;
    private final SessionEventQueue inbox;
    private final InFlightPermits load;
    private final AckTracker marks;
    private final CoverageWindows windows;
    private final CapturePublisher outbox;
    private final StreamStateClient states;
    private final SourceSession source;
    private final StateQueryExecutor questions;
    private boolean confirmed;

    EffectExecutor(
            CaptureTarget target,
            WebSocketConnection connection,
            SessionEventQueue inbox,
            InFlightPermits load,
            AckTracker marks,
            CoverageWindows windows,
            CapturePublisher outbox,
            StreamStateClient states,
            SourceSession source) {
        this.target = target;
        this.connection = connection;
        this.inbox = inbox;
        this.load = load;
        this.marks = marks;
        this.windows = windows;
        this.outbox = outbox;
        this.states = states;
        this.source = source;
        this.questions = new StateQueryExecutor(inbox);
    }

    /**
     * @param at the arrival of what they follow from
     * @return the wish to begin anew, with which they end
     */
    LiveEffect.@Nullable Reconnect carryOut(List<LiveEffect> effects, Instant at) {
        for (LiveEffect effect : effects) {
            switch (effect) {
                case LiveEffect.Send(String text) -> connection.send(text);
                case LiveEffect.OpenWindow opened -> open(opened);
                case LiveEffect.PublishRecord captured -> capture(captured, at);
                case LiveEffect.SaveAnchors anchored -> {
                    if (!anchor(anchored)) {
                        return new LiveEffect.Reconnect("fingerprints could not be kept", false);
                    }
                }
                case LiveEffect.AdvanceCoverage claim -> marks.claim(captured -> windows.reach(claim, captured));
                case LiveEffect.SaveCursor(String cursor, Instant arrived) ->
                    marks.claim(captured -> source.protocol().delivered(cursor, arrived));
                case LiveEffect.RetractCoverage retraction -> retract(retraction);
                case LiveEffect.CloseWindow(String stream) -> windows.close(stream);
                case LiveEffect.ReadState(String stream) -> readState(stream);
                case LiveEffect.RecordFork(String stream, long ancestor, long generation) ->
                    fork(stream, new ForkNotice(ancestor, generation));
                case LiveEffect.DeadLetterRecord unreadable ->
                    deadLetter(source.oversized().within(unreadable));
                case LiveEffect.Reconnect restart -> {
                    return restart;
                }
            }
        }
        return null;
    }

    /** True once the source has confirmed a subscription. */
    boolean confirmed() {
        return confirmed;
    }

    void giveUpQuestions() {
        questions.giveUp();
    }

    private void open(LiveEffect.OpenWindow opened) {
        source.confirmed().accept(opened.stream());
        StreamSpec stream = target.wanted(opened.stream());
        if (stream != null) {
            confirmed = true;
            windows.open(stream, opened);
        }
    }

    /** Waits for Kafka. Without its word nothing behind this may be sent. */
    private boolean anchor(LiveEffect.SaveAnchors anchored) {
        if (target.wants(anchored.stream()) && !windows.anchor(anchored, ANCHORED)) {
            marks.abort();
            return false;
        }
        return true;
    }

    private void retract(LiveEffect.RetractCoverage retraction) {
        if (target.wants(retraction.stream())) {
            windows.retract(retraction);
        }
    }

    private void capture(LiveEffect.PublishRecord captured, Instant at) {
        if (source.oversized().include(captured)) {
            refuse(captured, at);
            return;
        }
        if (!target.wants(captured.stream())) {
            return;
        }
        CoverageWindows.WindowRef provenance = windows.provenance(captured.stream());
        CapturedRecord item = new CapturedRecord(
                target.stream(captured.stream()),
                captured.itemId(),
                captured.listed() ? CapturedRecord.RecordKind.LISTED : CapturedRecord.RecordKind.FRAME,
                captured.bytes(),
                IngestPath.LIVE,
                at,
                provenance.window() == null ? windows.connection() : provenance.window(),
                provenance.generation());
        AckTracker.PendingAck ticket = sending(captured.bytes());
        outbox.captured(item, (place, failure) -> settle(ticket, captured.bytes(), place, failure));
    }

    private void refuse(LiveEffect.PublishRecord captured, Instant at) {
        deadLetter(source.oversized().letter(captured, at));
        LiveEffect.RetractCoverage retraction = source.oversized().retraction(captured, at);
        if (retraction != null) {
            retract(retraction);
        }
    }

    private void deadLetter(LiveEffect.DeadLetterRecord unreadable) {
        String stream = unreadable.stream();
        DeadLetter letter = DeadLetter.of(
                stream == null ? null : target.stream(stream),
                target.assignment().key(),
                "connection " + windows.connection(),
                unreadable.rule(),
                unreadable.detail(),
                unreadable.remedy(),
                unreadable.bytes());
        AckTracker.PendingAck ticket = sending(unreadable.bytes());
        outbox.deadLetter(target.spec().source(), letter, failure -> settle(ticket, unreadable.bytes(), null, failure));
    }

    private AckTracker.PendingAck sending(byte[] bytes) {
        load.acquire(bytes.length);
        return marks.captured();
    }

    /**
     * On the producer's thread. A record that may be lost ends all claims at once, before anything behind it is
     * acknowledged.
     */
    private void settle(
            AckTracker.PendingAck ticket, byte[] bytes, @Nullable RecordPlace place, @Nullable Exception failure) {
        if (failure == null) {
            acknowledge(ticket, place);
        } else {
            marks.abort();
            inbox.notDelivered(failure);
        }
        load.release(bytes.length);
    }

    private void acknowledge(AckTracker.PendingAck ticket, @Nullable RecordPlace place) {
        if (place == null) {
            marks.acknowledged(ticket);
        } else {
            marks.acknowledged(ticket, place);
        }
    }

    private void readState(String stream) {
        StreamId id = target.stream(stream);
        String barrier = windows.barrier(stream, inbox::notDelivered);
        questions.ask(() -> states.after(id, barrier));
    }

    private void fork(String stream, ForkNotice notice) {
        StreamId id = target.stream(stream);
        questions.ask(() -> states.fork(id, notice));
    }
}
