package dev.gapless.capture.account;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.capture.connection.CloseReason;
import dev.gapless.capture.connection.ConnectResult;
import dev.gapless.capture.connection.WebSocketConnection;
import dev.gapless.capture.connection.WebSocketConnector;
import dev.gapless.capture.delivery.InFlightLimiter;
import dev.gapless.capture.fakes.FakeCapturePublisher;
import dev.gapless.capture.fakes.FakeLink;
import dev.gapless.capture.fakes.NoLedger;
import dev.gapless.capture.fakes.PlainSession;
import dev.gapless.capture.fakes.PlainSource;
import dev.gapless.capture.session.CaptureSessionFactory;
import dev.gapless.common.message.CaptureAssignment;
import dev.gapless.common.message.CaptureState;
import dev.gapless.common.message.RecordLimit;
import dev.gapless.common.platform.UpstreamGate;
import dev.gapless.common.platform.UpstreamGate.GuardedWork;
import dev.gapless.common.secret.Secret;
import dev.gapless.connector.ConnectLimit;
import dev.gapless.connector.catalog.CatalogUnavailableException;
import dev.gapless.connector.catalog.ConnectorCatalog;
import dev.gapless.connector.catalog.CredentialProvider;
import dev.gapless.connector.catalog.UnknownAccountException;
import dev.gapless.connector.manifest.part.AddressPolicy;
import dev.gapless.connector.token.RequestAuthenticator;
import dev.gapless.testing.FakeClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AccountCaptureTest {

    private static final CaptureAssignment ANN = new CaptureAssignment("plain", "ann", List.of("posts"), 1);

    private static final int MAX_RECORD = 1 << 20;

    /** What waits for the test would wait for ever. */
    private static final Duration LONG = Duration.ofSeconds(60);

    private final ConnectBudget budget = new ConnectBudget(System::nanoTime, new CaptureShare());
    private final BlockingQueue<Duration> turns = new LinkedBlockingQueue<>();
    private final FakeClock clock = new FakeClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final BlockingQueue<Duration> waits = new LinkedBlockingQueue<>();
    private final BlockingQueue<Boolean> goOn = new SynchronousQueue<>();
    private final FakeConnector socketConnector = new FakeConnector();
    private final BlockingQueue<CaptureState> states = new LinkedBlockingQueue<>();
    private final AtomicReference<ConnectorCatalog> catalog =
            new AtomicReference<>(source -> PlainSource.revision("1"));
    private final AtomicInteger forgotten = new AtomicInteger();
    private final AtomicBoolean followed = new AtomicBoolean(true);
    private final ManifestWatch manifests =
            new ManifestWatch(source -> catalog.get().connector(source));
    private final AccountCapture capture = capture(null);

    @AfterEach
    void end() throws InterruptedException {
        capture.stop();
        assertThat(capture.awaitEnd(LONG)).isTrue();
    }

    @Test
    void a_source_that_cannot_be_reached_is_tried_for_ever() throws InterruptedException {
        socketConnector.answers.add(new ConnectResult.Unreachable("ConnectException"));
        for (int i = 0; i < 20; i++) {
            socketConnector.answers.add(new ConnectResult.TimedOut("no handshake in time"));
        }
        socketConnector.answers.add(socketConnector.connected());
        capture.start();

        for (int i = 0; i < 21; i++) {
            assertThat(nextWait()).isLessThanOrEqualTo(Duration.ofSeconds(60));
            goOn.put(true);
        }
        connected();
        assertThat(count("gapless.capture.connects", "timeout")).isEqualTo(20);
    }

    @Test
    void a_bug_of_the_session_ends_one_connection_and_not_the_capture() throws InterruptedException {
        socketConnector.answers.add(socketConnector.connected());
        socketConnector.answers.add(socketConnector.connected());
        capture.start();
        say(connected(), "bug");

        nextWait();
        goOn.put(true);

        connected();
        assertThat(meters.counter("gapless.internal.errors", "where", "capture").count())
                .isEqualTo(1);
        assertThat(meters.get("gapless.capture.connections").gauge().value()).isEqualTo(1);
    }

    @Test
    void an_error_of_the_machine_ends_one_connection_and_not_the_capture() throws InterruptedException {
        catalog.set(source -> {
            throw new StackOverflowError();
        });
        capture.start();
        nextWait();
        catalog.set(source -> PlainSource.revision("1"));
        socketConnector.answers.add(socketConnector.connected());
        goOn.put(true);

        connected();
    }

    @Test
    void a_refused_credential_is_fetched_anew_and_tried_at_once_but_only_once() throws InterruptedException {
        socketConnector.answers.add(new ConnectResult.Refused(401, null));
        socketConnector.answers.add(new ConnectResult.Refused(401, null));
        socketConnector.answers.add(socketConnector.connected());
        capture.start();

        nextWait();
        assertThat(socketConnector.calls).hasValue(2);
        // at the start, and for each refusal
        assertThat(forgotten).hasValue(3);
        goOn.put(true);
        connected();
    }

    /** It may go on at a cursor that the source does not take. */
    @Test
    void the_session_hears_of_a_handshake_that_is_refused_or_not_answered() throws InterruptedException {
        PlainSession session = new PlainSession();
        PlainSource plain = PlainSource.revision("1");
        catalog.set(source -> plain.leading(session));
        socketConnector.answers.add(new ConnectResult.Refused(400, null));
        socketConnector.answers.add(new ConnectResult.TimedOut("no handshake in time"));
        capture.start();

        nextWait();
        assertThat(session.refusals()).containsExactly(400);
        assertThat(session.timesUnanswered()).isZero();
        goOn.put(true);
        nextWait();
        assertThat(session.timesUnanswered()).isEqualTo(1);
    }

    @Test
    void the_pause_that_the_source_asks_for_is_kept() throws InterruptedException {
        socketConnector.answers.add(new ConnectResult.Refused(503, "90"));
        socketConnector.answers.add(socketConnector.connected());
        capture.start();

        assertThat(nextWait()).isGreaterThanOrEqualTo(Duration.ofSeconds(90));
        goOn.put(true);
        connected();
    }

    @Test
    void a_scheduler_that_is_away_is_asked_again_within_a_second_each_time() throws InterruptedException {
        catalog.set(source -> {
            throw new CatalogUnavailableException("manifest of " + source, new IllegalStateException());
        });
        capture.start();

        for (int i = 0; i < 10; i++) {
            assertThat(nextWait()).isLessThanOrEqualTo(Duration.ofSeconds(1));
            goOn.put(true);
        }
    }

    @Test
    void an_account_that_is_not_followed_any_more_is_asked_for_less_and_less() throws InterruptedException {
        followed.set(false);
        capture.start();

        Duration longest = Duration.ZERO;
        for (int i = 0; i < 20; i++) {
            Duration wait = nextWait();
            longest = wait.compareTo(longest) > 0 ? wait : longest;
            goOn.put(true);
        }
        assertThat(longest).isGreaterThan(Duration.ofSeconds(20));
        assertThat(socketConnector.calls).hasValue(0);
    }

    @Test
    void a_healthy_connection_is_followed_within_half_a_second() throws InterruptedException {
        socketConnector.answers.add(new ConnectResult.Unreachable("x"));
        socketConnector.answers.add(new ConnectResult.Unreachable("x"));
        socketConnector.answers.add(socketConnector.connected());
        socketConnector.answers.add(socketConnector.connected());
        capture.start();
        nextWait();
        goOn.put(true);
        nextWait();
        goOn.put(true);
        WebSocketConnection.Listener first = connected();
        say(first, "open 5");
        await().until(() -> socketConnector.outbox.reports().size() == 1);
        clock.advance(Duration.ofSeconds(10));

        first.closed(new CloseReason(CloseReason.Cause.CLOSED, "code 1001"));

        assertThat(nextWait()).isLessThanOrEqualTo(Duration.ofMillis(500));
        goOn.put(true);
        connected();
    }

    @Test
    void each_change_of_its_state_is_told_with_cause_and_next_attempt() throws InterruptedException {
        socketConnector.answers.add(new ConnectResult.Refused(404, null));
        socketConnector.answers.add(socketConnector.connected());
        capture.start();
        long wait = nextWait().toMillis();
        goOn.put(true);
        say(connected(), "open 5");

        assertThat(states.take())
                .isEqualTo(CaptureState.waiting(
                        ANN, 1, "not-connected", "the handshake was answered with status 404", wait));
        assertThat(states.take()).isEqualTo(CaptureState.unconfirmed(ANN, 1, List.of("posts")));
        assertThat(states.take()).isEqualTo(CaptureState.capturing(ANN, 1));
    }

    @Test
    void no_confirmation_is_missed_of_a_source_that_sends_none() throws InterruptedException {
        catalog.set(source -> PlainSource.revision("1").unconfirmed());
        socketConnector.answers.add(socketConnector.connected());
        capture.start();
        connected();

        assertThat(states.take()).isEqualTo(CaptureState.capturing(ANN, 1));
    }

    @Test
    void a_connection_waits_for_its_turn_in_the_budget_of_its_source() throws InterruptedException {
        ConnectLimit limit = PlainSource.revision("1").spec().socket().connects();
        for (int connect = 0; connect < limit.count(); connect++) {
            budget.book("plain", limit);
        }
        socketConnector.answers.add(socketConnector.connected());
        capture.start();
        connected();

        assertThat(turns.remove()).isPositive().isLessThanOrEqualTo(limit.per());
    }

    @Test
    void a_message_that_no_record_takes_is_a_letter_and_the_connection_goes_on() throws InterruptedException {
        socketConnector.answers.add(socketConnector.connected());
        capture.start();
        WebSocketConnection.Listener listener = connected();
        say(listener, "open 5");
        say(listener, "item " + "x".repeat(MAX_RECORD));
        say(listener, "item a");

        await().until(() -> socketConnector.outbox.captured().size() == 1);
        assertThat(socketConnector.outbox.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.rule()).isEqualTo("record-size");
            assertThat(letter.value().length).isLessThan(MAX_RECORD);
        });
        assertThat(socketConnector.calls).hasValue(1);
    }

    @Test
    void a_stop_ends_it_while_it_waits() throws InterruptedException {
        socketConnector.answers.add(new ConnectResult.Unreachable("x"));
        capture.start();
        nextWait();

        capture.stop();

        assertThat(capture.awaitEnd(LONG)).isTrue();
    }

    @Test
    void a_stop_ends_it_while_it_connects() throws InterruptedException {
        capture.start();
        await().until(() -> socketConnector.calls.get() == 1);

        capture.stop();

        assertThat(capture.awaitEnd(LONG)).isTrue();
    }

    @Test
    void a_successor_begins_when_its_predecessor_has_closed_its_windows() throws InterruptedException {
        socketConnector.answers.add(socketConnector.connected());
        socketConnector.answers.add(socketConnector.connected());
        capture.start();
        say(connected(), "open 5");
        await().until(() -> socketConnector.outbox.reports().size() == 1);
        AccountCapture successor = capture(capture);
        successor.start();
        await().during(Duration.ofMillis(300)).until(() -> socketConnector.calls.get() == 1);

        capture.stop();
        connected();

        assertThat(socketConnector.outbox.reports().getLast().open()).isFalse();
        successor.stop();
        assertThat(successor.awaitEnd(LONG)).isTrue();
    }

    @Test
    void a_connection_by_an_old_manifest_begins_anew_by_the_present_one() throws InterruptedException {
        socketConnector.answers.add(socketConnector.connected());
        socketConnector.answers.add(socketConnector.connected());
        capture.start();
        connected();
        manifests.look();
        assertThat(socketConnector.calls).hasValue(1);

        catalog.set(source -> PlainSource.revision("2"));
        await().until(() -> {
            manifests.look();
            return socketConnector.calls.get() == 2;
        });
        connected();
    }

    private AccountCapture capture(@Nullable AccountCapture before) {
        CaptureSessionFactory sessionFactory = new CaptureSessionFactory(
                socketConnector.outbox,
                new InFlightLimiter(1_000_000, 1_000_000),
                new NoLedger(),
                Duration.ofSeconds(2),
                () -> clock);
        AccountConnector attempts = new AccountConnector(
                source -> catalog.get().connector(source),
                new AccountConnector.HandshakeIdentity(
                        new Credentials(), new RequestAuthenticator(AddressPolicy.PUBLIC_ONLY, Clock.systemUTC())),
                socketConnector,
                sessionFactory,
                new ConnectionWatches(manifests, new HaltWatch(UpstreamGate.alwaysOpen(GuardedWork.CAPTURE))),
                new AccountConnector.ConnectTurns(budget, turns::add),
                new SupervisionProperties(Duration.ofSeconds(1), 1, Duration.ofDays(1)),
                new RecordLimit(MAX_RECORD),
                new ConnectionMeters(meters),
                clock);
        ReconnectBackoff reconnection = new ReconnectBackoff(new java.util.SplittableRandom(7));
        return new AccountCapture(
                ANN,
                1,
                before,
                attempts,
                reconnection,
                wait -> {
                    waits.add(wait);
                    goOn.take();
                },
                clock,
                states::add);
    }

    private Duration nextWait() {
        return await().until(waits::poll, java.util.Objects::nonNull);
    }

    private WebSocketConnection.Listener connected() {
        return await().until(socketConnector.listeners::poll, java.util.Objects::nonNull);
    }

    private static void say(WebSocketConnection.Listener listener, String message) {
        listener.message(message.getBytes(UTF_8));
    }

    private double count(String name, String result) {
        return meters.counter(name, "source", "plain", "result", result).count();
    }

    /** Answers calls with what the test has prepared, and waits for that. */
    private static final class FakeConnector implements WebSocketConnector {

        private final FakeCapturePublisher outbox = new FakeCapturePublisher();
        private final BlockingQueue<ConnectResult> answers = new LinkedBlockingQueue<>();
        private final BlockingQueue<WebSocketConnection.Listener> listeners = new LinkedBlockingQueue<>();
        private final AtomicInteger calls = new AtomicInteger();

        ConnectResult connected() {
            return new ConnectResult.Connected(new FakeLink());
        }

        @Override
        public ConnectResult connect(ConnectRequest call, WebSocketConnection.Listener listener)
                throws InterruptedException {
            calls.incrementAndGet();
            ConnectResult answer = answers.take();
            if (answer instanceof ConnectResult.Connected) {
                listeners.add(listener);
            }
            return answer;
        }
    }

    private final class Credentials implements CredentialProvider {

        @Override
        public @Nullable Secret credential(String source, String account) {
            if (!followed.get()) {
                throw new UnknownAccountException(source, account);
            }
            return null;
        }

        @Override
        public void refresh(String source, String account) {
            forgotten.incrementAndGet();
        }
    }
}
