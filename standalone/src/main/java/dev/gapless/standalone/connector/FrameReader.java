package dev.gapless.standalone.connector;

import dev.gapless.capture.connection.CloseReason;
import dev.gapless.capture.connection.ConnectResult;
import dev.gapless.capture.connection.NettyWebSocketConnector;
import dev.gapless.capture.connection.WebSocketConnection;
import dev.gapless.capture.connection.WebSocketConnector.ConnectRequest;
import dev.gapless.common.message.StreamStateResponse;
import dev.gapless.connector.AuthenticatedRequest;
import dev.gapless.connector.LiveEffect;
import dev.gapless.connector.LiveSession;
import dev.gapless.connector.SourceSpec;
import dev.gapless.connector.manifest.part.NetworkRule;
import dev.gapless.connector.session.AuthenticatedSession;
import dev.gapless.connector.token.AuthenticationResult;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Listens to a source's live connection with the socket code and the session that a capture uses. */
final class FrameReader {

    private static final Duration HANDSHAKE = Duration.ofSeconds(10);

    /** More are not kept, so that a busy source does not fill the memory. */
    private static final int MOST_EVENTS = 10_000;

    /** What the connection's own thread hands over. */
    private sealed interface Heard {
        @SuppressWarnings("ArrayRecordComponent")
        record Message(byte[] bytes) implements Heard {}

        record Pong(long number) implements Heard {}

        record Closed(CloseReason reason) implements Heard {}
    }

    private final SourceAccess source;
    private final Clock clock;
    private final Set<String> confirmed = new HashSet<>();
    private final List<LiveEffect.PublishRecord> events = new ArrayList<>();
    private LiveEffect.@Nullable DeadLetterRecord unreadable;
    private @Nullable String end;
    private int frames;

    FrameReader(SourceAccess source) {
        this.source = source;
        this.clock = source.clock();
    }

    /**
     * Listens until enough was heard or something cannot be read, and no longer than {@code patience}.
     *
     * @param enough how many events are wanted
     */
    FrameReading read(Duration patience, int enough) throws IOException, InterruptedException {
        SourceSpec spec = source.connector().spec();
        BlockingQueue<Heard> inbox = new LinkedBlockingQueue<>();
        URI address = URI.create(spec.socket().urlFor(source.account()));
        AuthenticatedRequest shown;
        switch (source.authenticator().authenticate(source.connector(), "GET", address, null, source.credential())) {
            case AuthenticationResult.Ready(AuthenticatedRequest ready) -> shown = ready;
            case AuthenticationResult.Refused(int status) -> {
                return FrameReading.notConnected(new ConnectResult.Refused(status, null));
            }
            case AuthenticationResult.Unavailable(String reason) -> {
                return FrameReading.notConnected(new ConnectResult.Unreachable(reason));
            }
            case AuthenticationResult.NotPermitted(String reason) -> {
                return FrameReading.notConnected(new ConnectResult.Unreachable(reason));
            }
        }
        ConnectRequest call = new ConnectRequest(
                shown.uri(),
                shown.headers(),
                NetworkRule.of(source.connector()),
                spec.socket().maxFrameBytes(),
                HANDSHAKE);
        try (NettyWebSocketConnector socketConnector = NettyWebSocketConnector.open(1, source.policy())) {
            ConnectResult result = socketConnector.connect(call, listener(inbox));
            if (!(result instanceof ConnectResult.Connected(WebSocketConnection connection))) {
                return FrameReading.notConnected(result);
            }
            try (connection) {
                runSession(connection, inbox, clock.instant().plus(patience), enough);
            }
            return new FrameReading(result, confirmed, events, unreadable, end, frames);
        }
    }

    private static WebSocketConnection.Listener listener(BlockingQueue<Heard> inbox) {
        return new WebSocketConnection.Listener() {
            @Override
            public void message(byte[] bytes) {
                inbox.add(new Heard.Message(bytes));
            }

            @Override
            public void pong(long number) {
                inbox.add(new Heard.Pong(number));
            }

            @Override
            public void closed(CloseReason closure) {
                inbox.add(new Heard.Closed(closure));
            }
        };
    }

    private void runSession(WebSocketConnection connection, BlockingQueue<Heard> inbox, Instant until, int enough)
            throws InterruptedException {
        SourceSpec spec = source.connector().spec();
        LiveSession session =
                new AuthenticatedSession(source.connector().session(source.account()), source.credential());
        carryOut(connection, session, session.opened(clock.instant()));
        Instant beat = clock.instant().plus(spec.socket().heartbeat());
        long pings = 0;
        while (end == null
                && unreadable == null
                && events.size() < enough
                && clock.instant().isBefore(until)) {
            Instant next = beat.isBefore(until) ? beat : until;
            Duration wait = Duration.between(clock.instant(), next);
            Heard heard = inbox.poll(Math.max(0, wait.toMillis()), TimeUnit.MILLISECONDS);
            switch (heard) {
                case null -> {
                    // only the time has passed
                }
                case Heard.Message(byte[] bytes) -> {
                    frames++;
                    carryOut(connection, session, session.frame(bytes, clock.instant()));
                }
                case Heard.Pong pong -> carryOut(connection, session, session.alive(clock.instant()));
                case Heard.Closed(CloseReason reason) -> end = "the source closed it: " + reason.detail();
            }
            if (!clock.instant().isBefore(beat)) {
                if (spec.socket().protocolPing()) {
                    connection.ping(++pings);
                }
                carryOut(connection, session, session.tick(clock.instant()));
                beat = clock.instant().plus(spec.socket().heartbeat());
            }
        }
    }

    private void carryOut(WebSocketConnection connection, LiveSession session, List<LiveEffect> effects) {
        for (LiveEffect effect : effects) {
            switch (effect) {
                case LiveEffect.Send(String text) -> connection.send(text);
                case LiveEffect.OpenWindow window -> confirmed.add(window.stream());
                case LiveEffect.PublishRecord event -> {
                    if (events.size() < MOST_EVENTS) {
                        events.add(event);
                    }
                }
                case LiveEffect.DeadLetterRecord letter -> unreadable = unreadable == null ? letter : unreadable;
                case LiveEffect.Reconnect(String reason, boolean atOnce) -> end = end == null ? reason : end;
                case LiveEffect.ReadState(String stream) ->
                    carryOut(
                            connection,
                            session,
                            session.state(
                                    new StreamStateResponse(source.stream(stream), 0, null, List.of(), true),
                                    clock.instant()));
                case LiveEffect.SaveAnchors anchors -> {
                    // nothing is kept
                }
                case LiveEffect.AdvanceCoverage claim -> {
                    // nothing is claimed
                }
                case LiveEffect.RetractCoverage claim -> {
                    // nothing was claimed
                }
                case LiveEffect.SaveCursor cursor -> {
                    // no other connection follows
                }
                case LiveEffect.CloseWindow window -> confirmed.remove(window.stream());
                case LiveEffect.RecordFork fork -> end = "the chain was rewritten meanwhile";
            }
        }
    }
}
