package dev.gapless.capture.conversation;

import dev.gapless.capture.connection.Link;
import dev.gapless.capture.conversation.Inbox.Event;
import dev.gapless.capture.coverage.ClaimQueue;
import dev.gapless.capture.coverage.Window;
import dev.gapless.capture.delivery.Outbox;
import dev.gapless.common.connector.LiveEffect;
import dev.gapless.common.connector.LiveSession;
import dev.gapless.common.connector.SocketSpec;
import dev.gapless.common.connector.SourceSpec;
import dev.gapless.common.connector.StreamSpec;
import dev.gapless.common.coverage.Evidence;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.DeadLetter;
import dev.gapless.common.message.Door;
import dev.gapless.common.message.ForkNotice;
import dev.gapless.common.position.StreamId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One connection of one account, from its handshake to its end: carries out what the session wants, in its order, and
 * keeps the books of what is proven. Runs on the account's thread.
 */
final class Conversation {

    private static final long SETTLE_MILLIS = 3_000;

    private final SourceSpec spec;
    private final String account;
    private final Set<String> streams;
    private final long epoch;
    private final LiveSession session;
    private final Link link;
    private final Inbox inbox;
    private final Outbox outbox;
    private final StreamStates states;
    private final CaptureProperties properties;
    private final Clock clock;
    private final String id = UUID.randomUUID().toString();
    private final ClaimQueue claims = new ClaimQueue();
    private final Map<String, Window> windows = new ConcurrentHashMap<>();

    private Instant lastProof;
    private Instant nextTick;
    private Instant nextReport;
    private @Nullable Instant confirmed;
    private @Nullable Ending ending;
    private boolean paused;

    Conversation(
            SourceSpec spec,
            String account,
            Set<String> streams,
            long epoch,
            LiveSession session,
            Link link,
            Inbox inbox,
            Outbox outbox,
            StreamStates states,
            CaptureProperties properties,
            Clock clock) {
        this.spec = spec;
        this.account = account;
        this.streams = streams;
        this.epoch = epoch;
        this.session = session;
        this.link = link;
        this.inbox = inbox;
        this.outbox = outbox;
        this.states = states;
        this.properties = properties;
        this.clock = clock;
        this.lastProof = clock.instant();
        this.nextTick = lastProof.plus(spec.socket().heartbeat());
        this.nextReport = lastProof.plus(properties.reportEvery());
    }

    /** Returns when the connection has ended and its windows are closed at what was proven. */
    Ending run() throws InterruptedException {
        try {
            carryOut(session.opened(clock.instant()));
            while (ending == null) {
                react(inbox.next(untilNextDuty()));
                duties();
            }
            return ending;
        } finally {
            link.close();
            close();
        }
    }

    private Duration untilNextDuty() {
        Instant next = nextTick.isBefore(nextReport) ? nextTick : nextReport;
        return Duration.between(clock.instant(), next);
    }

    private void react(@Nullable Event event) throws InterruptedException {
        switch (event) {
            case null -> {}
            case Event.Message(byte[] bytes, Instant at) -> {
                lastProof = at;
                carryOut(session.frame(bytes, at));
            }
            case Event.Pong(Instant at) -> {
                lastProof = at;
                carryOut(session.alive(at));
            }
            case Event.Closed(String cause) -> end(cause, false, false);
            case Event.NotDelivered(String cause) -> end("not delivered: " + cause, false, false);
            case Event.Stop() -> end("stopped", false, true);
        }
        backpressure();
    }

    /** The source waits while we are behind; half the bound lets it go on. */
    private void backpressure() {
        int behind = inbox.size() + claims.waiting();
        if (!paused && behind > properties.inbox()) {
            paused = true;
            link.reading(false);
        } else if (paused && behind < properties.inbox() / 2) {
            paused = false;
            link.reading(true);
        }
    }

    private void duties() throws InterruptedException {
        Instant now = clock.instant();
        SocketSpec socket = spec.socket();
        if (ending == null && !now.isBefore(nextTick)) {
            nextTick = now.plus(socket.heartbeat());
            // what waits in the inbox is a sign of life that we have not looked at yet
            if (inbox.size() == 0 && !paused && now.isAfter(lastProof.plus(socket.silenceLimit()))) {
                end("silent", false, false);
                return;
            }
            if (socket.protocolPing()) {
                link.ping();
            }
            carryOut(session.tick(now));
        }
        if (!now.isBefore(nextReport)) {
            nextReport = now.plus(properties.reportEvery());
            windows.values().forEach(window -> {
                CoverageReport report = window.reportIfDue(now);
                if (report != null) {
                    send(window, report);
                }
            });
        }
    }

    private void carryOut(List<LiveEffect> effects) throws InterruptedException {
        for (LiveEffect effect : effects) {
            if (ending != null) {
                return;
            }
            switch (effect) {
                case LiveEffect.Send(String text) -> link.send(text);
                case LiveEffect.Opened opened -> open(opened);
                case LiveEffect.Captured captured -> capture(captured);
                case LiveEffect.Claim claim -> claims.claim(() -> reach(claim));
                case LiveEffect.ReadState(String stream) -> readState(stream);
                case LiveEffect.Fork(String stream, long ancestor, long generation) ->
                    fork(stream, new ForkNotice(ancestor, generation));
                case LiveEffect.Unreadable unreadable -> deadLetter(unreadable);
                case LiveEffect.Restart(String reason, boolean atOnce) -> end(reason, atOnce, false);
            }
        }
    }

    private void open(LiveEffect.Opened opened) {
        StreamSpec stream = spec.streams().get(opened.stream());
        if (stream == null || !streams.contains(opened.stream())) {
            return;
        }
        if (confirmed == null) {
            confirmed = clock.instant();
        }
        Window window = new Window(
                id + ":" + opened.stream() + ":" + opened.from(),
                streamId(opened.stream()),
                opened.evidence(),
                stream.aspects(),
                opened.from(),
                epoch,
                opened.generation(),
                opened.frontier());
        Window before = windows.put(opened.stream(), window);
        if (before != null) {
            closeWindow(before);
        }
        send(window, window.report(clock.instant()));
    }

    private void capture(LiveEffect.Captured captured) {
        if (!streams.contains(captured.stream())) {
            return;
        }
        Window window = windows.get(captured.stream());
        CapturedRecord item = new CapturedRecord(
                streamId(captured.stream()),
                captured.itemId(),
                captured.listed() ? CapturedRecord.Shape.LISTED : CapturedRecord.Shape.FRAME,
                captured.bytes(),
                Door.LIVE,
                clock.instant(),
                window == null ? id : window.id(),
                window == null ? 0 : window.generation());
        ClaimQueue.Ticket ticket = claims.captured();
        outbox.captured(item, failure -> settle(ticket, failure));
    }

    private void deadLetter(LiveEffect.Unreadable unreadable) {
        String stream = unreadable.stream();
        DeadLetter letter = DeadLetter.of(
                stream == null ? null : streamId(stream),
                spec.source() + "/" + account,
                "connection " + id,
                unreadable.rule(),
                unreadable.detail(),
                unreadable.remedy(),
                unreadable.bytes());
        ClaimQueue.Ticket ticket = claims.captured();
        outbox.deadLetter(spec.source(), letter, failure -> settle(ticket, failure));
    }

    /**
     * On the producer's thread. A record that may be lost ends all claims at once, before anything behind it is
     * acknowledged.
     */
    private void settle(ClaimQueue.Ticket ticket, @Nullable Exception failure) {
        if (failure == null) {
            claims.acknowledged(ticket);
        } else {
            claims.cut();
            inbox.notDelivered(failure);
        }
    }

    private void reach(LiveEffect.Claim claim) {
        String stream = claim.stream();
        if (stream == null) {
            windows.values().forEach(window -> window.reach(claim.to(), claim.anchors()));
        } else {
            Window window = windows.get(stream);
            if (window != null) {
                window.reach(claim.to(), claim.anchors());
            }
        }
    }

    /**
     * A report of a window stands behind all earlier reports of its stream, whoever sent them: once it is applied, so
     * are they.
     */
    private void readState(String stream) throws InterruptedException {
        Window window = windows.get(stream);
        CoverageReport barrier = window != null
                ? window.report(clock.instant())
                : new Window(
                                id + ":" + stream + ":barrier",
                                streamId(stream),
                                Evidence.PAGE_WALK,
                                Set.of(),
                                0,
                                epoch,
                                0,
                                null)
                        .report(clock.instant());
        outbox.coverage(barrier, failure -> {
            if (failure != null) {
                inbox.notDelivered(failure);
            }
        });
        try {
            carryOut(session.state(states.after(streamId(stream), barrier.windowId()), clock.instant()));
        } catch (StateUnavailableException e) {
            end(e.getMessage(), false, false);
        }
        lastProof = clock.instant();
    }

    private void fork(String stream, ForkNotice notice) throws InterruptedException {
        try {
            carryOut(session.state(states.fork(streamId(stream), notice), clock.instant()));
        } catch (StateUnavailableException e) {
            end(e.getMessage(), false, false);
        }
    }

    private void send(Window window, CoverageReport report) {
        outbox.coverage(report, failure -> {
            if (failure == null) {
                window.delivered(report);
            } else {
                window.notDelivered();
            }
        });
    }

    private void end(@Nullable String cause, boolean atOnce, boolean stopped) {
        Duration lived = confirmed == null ? Duration.ZERO : Duration.between(confirmed, clock.instant());
        ending = new Ending(cause == null ? "unknown" : cause, atOnce, stopped, lived);
    }

    /** What was received is still acknowledged if that is quick; then the windows close where they are. */
    private void close() throws InterruptedException {
        claims.awaitSettled(SETTLE_MILLIS);
        claims.cut();
        windows.values().forEach(this::closeWindow);
    }

    private void closeWindow(Window window) {
        window.close();
        send(window, window.report(clock.instant()));
    }

    private StreamId streamId(String stream) {
        return new StreamId(spec.source(), account, stream);
    }
}
