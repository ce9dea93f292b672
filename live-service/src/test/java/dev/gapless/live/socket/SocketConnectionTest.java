package dev.gapless.live.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.common.position.StreamId;
import dev.gapless.live.completeness.SilentCompletenessWatch;
import dev.gapless.live.history.MemoryOnlyLog;
import dev.gapless.live.protocol.ClientMessage.WantedChannel;
import dev.gapless.live.protocol.WireFormat;
import dev.gapless.live.tickets.ChannelGrant;
import dev.gapless.testing.FakeClock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;

/** One connection over a socket that is played, on the test's own thread. */
@Timeout(60)
class SocketConnectionTest {

    private static final StreamId ONE = new StreamId("s", "one", "t");
    private static final StreamId OTHER = new StreamId("s", "other", "t");
    private static final int PER_FRAME = 50;
    /** More than are sent in several heartbeats. */
    private static final int MANY_FRAMES = 50_000;
    /** Of a client in a second. */
    private static final int MOST_FRAMES = 50;

    private final MemoryOnlyLog log = new MemoryOnlyLog();
    private final FakeClock clock = new FakeClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final List<String> items = new ArrayList<>();
    private int frames;
    private final PlayedSocket socket = new PlayedSocket(this::sent, () -> true);
    private Consumer<JsonNode> heard = _ -> {};

    /** Before the mend one look at more than the budget was a slow client. */
    @Test
    void a_burst_above_the_budget_does_not_cut_a_client_that_reads_at_once() {
        SocketConnection connection = connection(Duration.ofMinutes(1), Instant.MAX);
        heard = message -> {
            if (is(message, "subscribed")) {
                // it is at the end of the log, and then hears of more than may wait
                log.append(ONE, 1, 1);
            } else if (items.size() == 1) {
                log.append(ONE, 400, 100);
            } else if (items.size() == 401) {
                connection.close(SocketCloseReason.GOING_AWAY);
            }
        };
        subscribe(connection, channel(ONE, null, false));
        connection.run();
        assertThat(items).hasSize(401).doesNotHaveDuplicates();
        assertThat(closed(SocketCloseReason.SLOW)).isZero();
    }

    /** Before the mend changes that waited went before the look at the time. */
    @Test
    void a_client_that_is_always_behind_is_pinged_and_ends_when_its_ticket_does() {
        SocketConnection connection =
                connection(Duration.ofMillis(200), clock.instant().plusSeconds(1));
        heard = message -> {
            connection.heard();
            // as much as it takes with a frame, so that it never comes to the end
            log.append(ONE, is(message, "subscribed") ? 2 * PER_FRAME : is(message, "batch_update") ? PER_FRAME : 0, 1);
            if (socket.pings() > 0) {
                clock.advance(Duration.ofSeconds(2));
            }
            if (frames == MANY_FRAMES) {
                connection.close(SocketCloseReason.INTERNAL);
            }
        };
        subscribe(connection, channel(ONE, null, false));
        connection.run();
        assertThat(closed(SocketCloseReason.EXPIRED)).isEqualTo(1);
        assertThat(socket.pings()).isPositive();
        assertThat(items.size()).isGreaterThan(PER_FRAME);
    }

    /** Before the mend what a frame held already was dropped when another channel's reading was interrupted. */
    @Test
    void what_was_taken_of_one_channel_is_sent_when_another_one_is_interrupted() {
        String begin = log.end();
        log.append(ONE, PER_FRAME + 10, 1);
        log.append(OTHER, 1, 1);
        SocketConnection connection = connection(Duration.ofMinutes(1), Instant.MAX);
        heard = message -> {
            if (frames == 1) {
                log.interrupt();
            } else if (frames == 2) {
                connection.close(SocketCloseReason.GOING_AWAY);
            }
        };
        // the latest values may be more than one frame holds
        subscribe(connection, channel(ONE, begin, true), channel(OTHER, begin, false));
        Thread.startVirtualThread(() -> closeSoon(connection));
        connection.run();
        assertThat(items)
                .containsExactlyElementsOf(IntStream.range(0, PER_FRAME + 10)
                        .mapToObj(Integer::toString)
                        .toList());
    }

    /** The client resumes where it is. So nothing may be sent behind what it has not got. */
    @Test
    void after_a_frame_that_failed_in_a_fan_out_thread_nothing_is_sent() throws Exception {
        AtomicInteger offers = new AtomicInteger();
        CountDownLatch subscribed = new CountDownLatch(1);
        SocketConnection connection = connection(Duration.ofMinutes(1), Instant.MAX, _ -> offers.incrementAndGet());
        heard = message -> {
            if (is(message, "subscribed")) {
                subscribed.countDown();
            } else if (is(message, "change")) {
                log.append(ONE, 1, 1);
                throw new ConcurrentModificationException("played");
            }
        };
        subscribe(connection, channel(ONE, null, false));
        Thread own = Thread.startVirtualThread(connection);
        assertThat(subscribed.await(5, TimeUnit.SECONDS)).isTrue();
        await().until(() -> own.getState() == Thread.State.TIMED_WAITING);
        log.append(ONE, 1, 1);
        assertThat(offers).hasValue(1);
        while (!connection.pushNow()) {
            Thread.onSpinWait();
        }
        // before the connection's own thread ends it
        assertThat(connection.pushNow()).isTrue();
        own.join();
        assertThat(offers).hasValue(2);
        assertThat(items).containsExactly("0");
        assertThat(closed(SocketCloseReason.INTERNAL)).isEqualTo(1);
    }

    /** Before the mend each change woke each client, also between two sendings. */
    @Test
    void a_connection_is_woken_once_for_what_it_sends_at_once() throws Exception {
        AtomicInteger wakes = new AtomicInteger();
        SocketMeters counts = new SocketMeters(meters);
        ConnectionChannels channels = new ConnectionChannels(
                new ChannelGrant(List.of("*/*/*"), Instant.MAX, Instant.MAX, null),
                log.opener(),
                SilentCompletenessWatch.of(log.opener()),
                limits(Duration.ofHours(1), Duration.ofHours(1)),
                counts,
                new SocketSender(socket, WireFormat.JSON, counts),
                wakes::incrementAndGet,
                () -> {});
        channels.subscribe(channel(ONE, null, false));
        log.append(ONE, 1, 1);
        assertThat(channels.takeChanged(channels.flushAt())).isTrue();
        assertThat(channels.flush()).isNull();
        assertThat(items).hasSize(1);
        wakes.set(0);
        for (int change = 0; change < 10; change++) {
            log.append(ONE, 1, 1);
            assertThat(channels.takeChanged(System.nanoTime())).isFalse();
            assertThat(channels.hasNews()).isTrue();
        }
        assertThat(wakes).hasValue(1);
        assertThat(channels.takeChanged(channels.flushAt())).isTrue();
        assertThat(channels.flush()).isNull();
        assertThat(items).hasSize(11);
        assertThat(channels.hasNews()).isFalse();
    }

    /** Pongs, and empty parts of a message, say nothing: before the mend they were read for ever. */
    @ParameterizedTest
    @ValueSource(ints = {0x8a, 0x00})
    void frames_that_say_nothing_count_as_those_that_do(int first) throws Exception {
        SocketConnection connection = connection(Duration.ofMinutes(1), Instant.MAX);
        FrameDecoder decoder = new FrameDecoder(1_000, false);
        var receiver = new FrameDecoder.Receiver() {
            @Override
            public void framed() {
                connection.framed();
            }

            @Override
            public void text(String message) {
                throw new AssertionError("no message has ended");
            }

            @Override
            public void binary(byte[] message) {
                throw new AssertionError("no message has ended");
            }

            @Override
            public void ping(byte[] payload) {
                throw new AssertionError("no ping");
            }

            @Override
            public void closed(int code) {
                throw new AssertionError("no end");
            }
        };
        byte[] begin = {0x01, (byte) 0x80, 0, 0, 0, 0};
        byte[] empty = {(byte) first, (byte) 0x80, 0, 0, 0, 0};
        decoder.read(ByteBuffer.wrap(begin), receiver);
        for (int frame = 1; frame < MOST_FRAMES; frame++) {
            decoder.read(ByteBuffer.wrap(empty), receiver);
        }
        assertThat(connection.isEnding()).isFalse();
        decoder.read(ByteBuffer.wrap(empty), receiver);
        assertThat(connection.isEnding()).isTrue();
        connection.run();
        assertThat(closed(SocketCloseReason.RATE_LIMITED)).isEqualTo(1);
    }

    /** Before the mend it was counted as slow: a frame that waits for a client that is gone ends by its time. */
    @Test
    void a_client_that_is_gone_is_not_slow() {
        SocketConnection connection = connection(Duration.ofMinutes(1), Instant.MAX);
        connection.lost();
        connection.failed(new SocketTimeoutException("played"));
        connection.run();
        assertThat(closed(SocketCloseReason.SLOW)).isZero();
        SocketConnection other = connection(Duration.ofMinutes(1), Instant.MAX);
        other.failed(new SocketTimeoutException("played"));
        other.run();
        assertThat(closed(SocketCloseReason.SLOW)).isEqualTo(1);
    }

    /** Before the mend the thread ended, and with it the pushes of all its clients. */
    @Test
    void an_error_of_one_connection_ends_it_alone() throws Exception {
        CountDownLatch subscribed = new CountDownLatch(2);
        CountDownLatch others = new CountDownLatch(1);
        try (FanOutThreads fanOut = new FanOutThreads(1)) {
            SocketConnection bad = connection(Duration.ofMinutes(1), Instant.MAX, fanOut::offer);
            heard = message -> {
                if (is(message, "subscribed")) {
                    subscribed.countDown();
                } else if (is(message, "change")) {
                    throw new StackOverflowError("played");
                }
            };
            subscribe(bad, channel(ONE, null, false));
            Thread badThread = Thread.startVirtualThread(bad);
            PlayedSocket quiet = new PlayedSocket(
                    message -> {
                        if (is(message, "subscribed")) {
                            subscribed.countDown();
                        } else if (is(message, "change")) {
                            assertThat(Thread.currentThread().getName()).startsWith("live-fan-out");
                            others.countDown();
                        }
                    },
                    () -> true);
            SocketConnection good = connection(quiet, Duration.ofMinutes(1), Instant.MAX, fanOut::offer);
            subscribe(good, channel(OTHER, null, false));
            Thread goodThread = Thread.startVirtualThread(good);
            assertThat(subscribed.await(5, TimeUnit.SECONDS)).isTrue();
            await().until(() -> goodThread.getState() == Thread.State.TIMED_WAITING
                    && badThread.getState() == Thread.State.TIMED_WAITING);
            log.append(ONE, 1, 1);
            badThread.join();
            assertThat(closed(SocketCloseReason.INTERNAL)).isEqualTo(1);
            log.append(OTHER, 1, 1);
            assertThat(others.await(5, TimeUnit.SECONDS)).isTrue();
            good.close(SocketCloseReason.GOING_AWAY);
            goodThread.join();
        }
    }

    /** Others wait for the same thread meanwhile. */
    @ParameterizedTest
    @CsvSource({"0, 2, 10", "3, 1, 1"})
    void a_fan_out_thread_begins_further_frames_of_one_client_for_two_milliseconds(
            long millisAFrame, int least, int most) throws Exception {
        CountDownLatch subscribed = new CountDownLatch(1);
        Thread shared = Thread.currentThread();
        AtomicInteger framesOfShared = new AtomicInteger();
        SocketConnection connection = connection(Duration.ofMinutes(1), Instant.MAX, _ -> {});
        heard = message -> {
            if (is(message, "subscribed")) {
                subscribed.countDown();
            } else if (is(message, "batch_update") && Thread.currentThread().equals(shared)) {
                framesOfShared.incrementAndGet();
                long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millisAFrame);
                while (System.nanoTime() < until) {
                    Thread.onSpinWait();
                }
            }
        };
        subscribe(connection, channel(ONE, null, false));
        Thread own = Thread.startVirtualThread(connection);
        assertThat(subscribed.await(5, TimeUnit.SECONDS)).isTrue();
        await().until(() -> own.getState() == Thread.State.TIMED_WAITING);
        log.append(ONE, 10 * PER_FRAME, 1);
        await().until(() -> connection.flushAt() < System.nanoTime());
        connection.pushNow();
        assertThat(framesOfShared).hasValueBetween(least, most);
        await().until(() -> items.size() == 10 * PER_FRAME);
        connection.close(SocketCloseReason.GOING_AWAY);
        own.join();
    }

    /** Who does not read is left to its own thread, which waits. */
    @Test
    void a_client_that_does_not_read_holds_up_no_neighbour_of_the_same_fan_out_thread() throws Exception {
        CountDownLatch subscribed = new CountDownLatch(2);
        CompletableFuture<Boolean> waitsInFanOut = new CompletableFuture<>();
        CountDownLatch reads = new CountDownLatch(1);
        AtomicInteger neighbourHeard = new AtomicInteger();
        PlayedSocket stalledSocket = new PlayedSocket(
                message -> {
                    if (is(message, "subscribed")) {
                        subscribed.countDown();
                    } else if (is(message, "change")) {
                        waitsInFanOut.complete(Thread.currentThread().getName().startsWith("live-fan-out"));
                        awaitOpen(reads);
                    }
                },
                () -> false);
        heard = message -> {
            if (is(message, "subscribed")) {
                subscribed.countDown();
            } else if (is(message, "change")) {
                neighbourHeard.incrementAndGet();
            }
        };
        try (FanOutThreads fanOut = new FanOutThreads(1)) {
            SocketConnection stalled = connection(stalledSocket, Duration.ofMinutes(1), Instant.MAX, fanOut::offer);
            subscribe(stalled, channel(ONE, null, false));
            SocketConnection neighbour = connection(Duration.ofMinutes(1), Instant.MAX, fanOut::offer);
            subscribe(neighbour, channel(OTHER, null, false));
            List<Thread> threads = List.of(Thread.startVirtualThread(stalled), Thread.startVirtualThread(neighbour));
            assertThat(subscribed.await(5, TimeUnit.SECONDS)).isTrue();
            log.append(ONE, 1, 1);
            assertThat(waitsInFanOut.get(5, TimeUnit.SECONDS)).isFalse();
            for (int change = 1; change <= 20; change++) {
                log.append(ONE, 1, 1);
                log.append(OTHER, 1, 1);
                int all = change;
                await().atMost(Duration.ofSeconds(1))
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> neighbourHeard.get() >= all);
            }
            reads.countDown();
            stalled.close(SocketCloseReason.GOING_AWAY);
            neighbour.close(SocketCloseReason.GOING_AWAY);
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    private static void awaitOpen(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Which changes pass a filter may take long to find. */
    @Test
    void a_fan_out_thread_leaves_filtered_and_latest_changes_to_the_connection() throws Exception {
        SocketMeters counts = new SocketMeters(meters);
        ConnectionChannels channels = channels(counts);
        channels.subscribe(channel(ONE, null, true));
        channels.subscribe(channel(OTHER, null, false));
        assertThat(channels.takeChanged(channels.flushAt())).isTrue();
        assertThat(channels.flush()).isNull();
        log.append(ONE, 1, 1);
        log.append(OTHER, 1, 1);
        assertThat(channels.takeChanged(channels.flushAt())).isTrue();
        assertThat(channels.flushOnly()).isFalse();
        assertThat(items).containsExactly("1");
        assertThat(channels.flush()).isNull();
        assertThat(items).containsExactly("1", "0");
    }

    /** A long change does not fit behind a short one: its frame must not wait for the frame before it. */
    @Test
    void frames_of_one_push_go_out_in_one_call() throws Exception {
        List<Integer> calls = new ArrayList<>();
        SocketMeters counts = new SocketMeters(meters);
        ConnectionChannels channels = channels(counts, new ClientSocket() {
            @Override
            public String id() {
                return "1";
            }

            @Override
            public boolean isCompressing() {
                return false;
            }

            @Override
            public boolean isIdle() {
                return true;
            }

            @Override
            public void send(byte[]... some) {
                calls.add(some.length);
            }

            @Override
            public void close(SocketCloseReason reason) {
                throw new AssertionError("no end");
            }

            @Override
            public void end() {
                throw new AssertionError("no end");
            }
        });
        channels.subscribe(channel(ONE, null, false));
        channels.subscribe(channel(OTHER, null, false));
        log.append(ONE, 1, 1);
        log.append(OTHER, 1, 70_000);
        calls.clear();
        assertThat(channels.takeChanged(channels.flushAt())).isTrue();
        for (int pushes = 0; channels.hasChanges() && pushes < 3; pushes++) {
            assertThat(channels.flushOnly()).isTrue();
        }
        assertThat(calls).containsExactly(2);
    }

    private ConnectionChannels channels(SocketMeters counts) {
        return channels(counts, socket);
    }

    private ConnectionChannels channels(SocketMeters counts, ClientSocket to) {
        return new ConnectionChannels(
                new ChannelGrant(List.of("*/*/*"), Instant.MAX, Instant.MAX, null),
                log.opener(),
                SilentCompletenessWatch.of(log.opener()),
                limits(Duration.ofHours(1), Duration.ofHours(1)),
                counts,
                new SocketSender(to, WireFormat.JSON, counts),
                () -> {},
                () -> {});
    }

    /** So that a failure is one, and no wait. */
    private static void closeSoon(SocketConnection connection) {
        try {
            Thread.sleep(2_000);
            connection.close(SocketCloseReason.INTERNAL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private SocketConnection connection(Duration heartbeat, Instant until) {
        return connection(heartbeat, until, SocketConnection::wake);
    }

    private SocketConnection connection(Duration heartbeat, Instant until, Consumer<SocketConnection> fanOut) {
        return connection(socket, heartbeat, until, fanOut);
    }

    private SocketConnection connection(
            PlayedSocket to, Duration heartbeat, Instant until, Consumer<SocketConnection> fanOut) {
        SocketConnection connection = new SocketConnection(
                to,
                WireFormat.JSON,
                new ChannelGrant(List.of("*/*/*"), until, until, null),
                new ClientMessageReader(),
                log.opener(),
                SilentCompletenessWatch.of(log.opener()),
                limits(Duration.ofMillis(1), heartbeat),
                new SocketMeters(meters),
                clock,
                fanOut);
        to.belongsTo(connection);
        return connection;
    }

    private static SocketProperties limits(Duration flushEvery, Duration heartbeat) {
        return new SocketProperties(
                flushEvery,
                PER_FRAME,
                DataSize.ofKilobytes(8),
                Duration.ofSeconds(10),
                heartbeat,
                1,
                10,
                DataSize.ofKilobytes(64),
                MOST_FRAMES,
                Duration.ZERO);
    }

    private void sent(JsonNode said) {
        if (is(said, "change") || is(said, "batch_update")) {
            frames++;
            said.findValues("item").forEach(item -> items.add(item.asString()));
        }
        heard.accept(said);
    }

    private static boolean is(JsonNode message, String type) {
        return message.path("type").asString("").equals(type);
    }

    private static WantedChannel channel(StreamId channel, @Nullable String offset, boolean latest) {
        return new WantedChannel(channel.key(), offset, null, latest);
    }

    private static void subscribe(SocketConnection connection, WantedChannel... wanted) {
        connection.receive("{\"type\":\"subscribe\",\"channels\":[%s]}"
                .formatted(Stream.of(wanted).map(SocketConnectionTest::json).collect(Collectors.joining(","))));
    }

    private static String json(WantedChannel wanted) {
        String offset = wanted.offset() == null ? "" : ",\"offset\":\"%s\"".formatted(wanted.offset());
        return "{\"channel\":\"%s\"%s,\"latest\":%s}".formatted(wanted.channel(), offset, wanted.latest());
    }

    private double closed(SocketCloseReason reason) {
        return meters.counter("gapless.live.closed", "reason", reason.word()).count();
    }
}
