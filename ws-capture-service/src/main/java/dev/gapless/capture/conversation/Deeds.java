package dev.gapless.capture.conversation;

import dev.gapless.capture.connection.Link;
import dev.gapless.capture.delivery.Load;
import dev.gapless.capture.delivery.Outbox;
import dev.gapless.capture.marks.Marks;
import dev.gapless.capture.reports.Windows;
import dev.gapless.capture.states.StreamStates;
import dev.gapless.common.connector.LiveEffect;
import dev.gapless.common.connector.StreamSpec;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.DeadLetter;
import dev.gapless.common.message.Door;
import dev.gapless.common.message.ForkNotice;
import dev.gapless.common.message.RecordPlace;
import dev.gapless.common.position.StreamId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Carries out what the session wants, in its order. */
final class Deeds {

    /** As long as Kafka may take for any record. */
    private static final Duration ANCHORED = Duration.ofSeconds(30);

    private final Subject subject;
    private final Link link;
    private final Inbox inbox;
    private final Load load;
    private final Marks marks;
    private final Windows windows;
    private final Outbox outbox;
    private final StreamStates states;
    private final Questions questions;
    private boolean confirmed;

    Deeds(
            Subject subject,
            Link link,
            Inbox inbox,
            Load load,
            Marks marks,
            Windows windows,
            Outbox outbox,
            StreamStates states) {
        this.subject = subject;
        this.link = link;
        this.inbox = inbox;
        this.load = load;
        this.marks = marks;
        this.windows = windows;
        this.outbox = outbox;
        this.states = states;
        this.questions = new Questions(inbox);
    }

    /**
     * @param at the arrival of what they follow from
     * @return the wish to begin anew, with which they end
     */
    LiveEffect.@Nullable Restart carryOut(List<LiveEffect> effects, Instant at) {
        for (LiveEffect effect : effects) {
            switch (effect) {
                case LiveEffect.Send(String text) -> link.send(text);
                case LiveEffect.Opened opened -> open(opened);
                case LiveEffect.Captured captured -> capture(captured, at);
                case LiveEffect.Anchored anchored -> {
                    if (!anchor(anchored)) {
                        return new LiveEffect.Restart("fingerprints could not be kept", false);
                    }
                }
                case LiveEffect.Claim claim -> marks.claim(captured -> windows.reach(claim, captured));
                case LiveEffect.Doubt doubt -> doubt(doubt);
                case LiveEffect.CloseWindow(String stream) -> windows.close(stream);
                case LiveEffect.ReadState(String stream) -> readState(stream);
                case LiveEffect.Fork(String stream, long ancestor, long generation) ->
                    fork(stream, new ForkNotice(ancestor, generation));
                case LiveEffect.Unreadable unreadable -> deadLetter(unreadable);
                case LiveEffect.Restart restart -> {
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

    private void open(LiveEffect.Opened opened) {
        StreamSpec stream = subject.wanted(opened.stream());
        if (stream != null) {
            confirmed = true;
            windows.open(stream, opened);
        }
    }

    /** Waits for Kafka. Without its word nothing behind this may be sent. */
    private boolean anchor(LiveEffect.Anchored anchored) {
        if (subject.wants(anchored.stream()) && !windows.anchor(anchored, ANCHORED)) {
            marks.cut();
            return false;
        }
        return true;
    }

    private void doubt(LiveEffect.Doubt doubt) {
        if (subject.wants(doubt.stream())) {
            windows.doubt(doubt);
        }
    }

    private void capture(LiveEffect.Captured captured, Instant at) {
        if (!subject.wants(captured.stream())) {
            return;
        }
        Windows.Sighting sighting = windows.sighting(captured.stream());
        CapturedRecord item = new CapturedRecord(
                subject.stream(captured.stream()),
                captured.itemId(),
                captured.listed() ? CapturedRecord.Shape.LISTED : CapturedRecord.Shape.FRAME,
                captured.bytes(),
                Door.LIVE,
                at,
                sighting.window() == null ? windows.connection() : sighting.window(),
                sighting.generation());
        Marks.Ticket ticket = sending(captured.bytes());
        outbox.captured(item, (place, failure) -> settle(ticket, captured.bytes(), place, failure));
    }

    private void deadLetter(LiveEffect.Unreadable unreadable) {
        String stream = unreadable.stream();
        DeadLetter letter = DeadLetter.of(
                stream == null ? null : subject.stream(stream),
                subject.assignment().key(),
                "connection " + windows.connection(),
                unreadable.rule(),
                unreadable.detail(),
                unreadable.remedy(),
                unreadable.bytes());
        Marks.Ticket ticket = sending(unreadable.bytes());
        outbox.deadLetter(
                subject.spec().source(), letter, failure -> settle(ticket, unreadable.bytes(), null, failure));
    }

    private Marks.Ticket sending(byte[] bytes) {
        load.took(bytes.length);
        return marks.captured();
    }

    /**
     * On the producer's thread. A record that may be lost ends all claims at once, before anything behind it is
     * acknowledged.
     */
    private void settle(Marks.Ticket ticket, byte[] bytes, @Nullable RecordPlace place, @Nullable Exception failure) {
        if (failure == null) {
            acknowledge(ticket, place);
        } else {
            marks.cut();
            inbox.notDelivered(failure);
        }
        load.gave(bytes.length);
    }

    private void acknowledge(Marks.Ticket ticket, @Nullable RecordPlace place) {
        if (place == null) {
            marks.acknowledged(ticket);
        } else {
            marks.acknowledged(ticket, place);
        }
    }

    private void readState(String stream) {
        StreamId id = subject.stream(stream);
        String barrier = windows.barrier(stream, inbox::notDelivered);
        questions.ask(() -> states.after(id, barrier));
    }

    private void fork(String stream, ForkNotice notice) {
        StreamId id = subject.stream(stream);
        questions.ask(() -> states.fork(id, notice));
    }
}
