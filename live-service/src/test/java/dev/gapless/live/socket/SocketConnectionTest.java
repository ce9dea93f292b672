package dev.gapless.live.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.live.protocol.ChangeFilter;
import dev.gapless.live.protocol.ClientMessage.WantedChannel;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One connection over a socket that is played, on the test's own thread. */
@Timeout(180)
class SocketConnectionTest extends PlayedConnections {

    /** More than are sent in several heartbeats. */
    private static final int MANY_FRAMES = 50_000;

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
            assertThat(subscribed.await(60, TimeUnit.SECONDS)).isTrue();
            await().until(() -> goodThread.getState() == Thread.State.TIMED_WAITING
                    && badThread.getState() == Thread.State.TIMED_WAITING);
            log.append(ONE, 1, 1);
            badThread.join();
            assertThat(closed(SocketCloseReason.INTERNAL)).isEqualTo(1);
            log.append(OTHER, 1, 1);
            assertThat(others.await(60, TimeUnit.SECONDS)).isTrue();
            good.close(SocketCloseReason.GOING_AWAY);
            goodThread.join();
        }
    }

    /** A client that has a part of it and the place would believe that it has all. */
    @Test
    void a_snapshot_is_sent_whole_before_the_place_and_only_where_something_may_be_missing() throws Exception {
        List<String> said = new ArrayList<>();
        heard = message -> said.add(message.path("type").asString()
                + message.path("items").size()
                + message.path("last").asString("")
                + message.path("snapshot").asString(""));
        byte[] item =
                "{\"item\":\"i\",\"text\":\"%s\"}".formatted("x".repeat(30_000)).getBytes(UTF_8);
        log.holds(List.of(item, item, item, item, item));
        ConnectionChannels channels = channels(new SocketMeters(meters));
        channels.subscribe(new WantedChannel(ONE.key(), "another:a0", null, false, true));
        assertThat(said)
                .containsExactly("reset0true", "snapshot2false", "snapshot2false", "snapshot1true", "subscribed0");
        said.clear();
        channels.subscribe(new WantedChannel(ONE.key(), log.end(), null, false, true));
        assertThat(said).containsExactly("subscribed0");
        said.clear();
        channels.subscribe(new WantedChannel(ONE.key(), "another:a0", null, false, false));
        assertThat(said).containsExactly("reset0false", "subscribed0");
        said.clear();
        log.holds(List.of());
        channels.subscribe(new WantedChannel(ONE.key(), null, null, false, true));
        assertThat(said).containsExactly("snapshot0true", "subscribed0");
        assertThat(log.closedSnapshots()).isEqualTo(2);
    }

    /** Else the client shows items of which it hears no change. */
    @Test
    void a_snapshot_has_the_items_that_pass_the_filter() throws Exception {
        List<String> said = new ArrayList<>();
        heard = message ->
                message.path("items").forEach(item -> said.add(item.path("item").asString()));
        log.holds(Stream.of(5, 15, 25)
                .map(price -> "{\"item\":\"i%d\",\"data\":{\"price\":%d}}"
                        .formatted(price, price)
                        .getBytes(UTF_8))
                .toList());
        ChangeFilter dear = ChangeFilter.parse("[{\"field\":\"/price\",\"op\":\"gte\",\"value\":10}]");
        channels(new SocketMeters(meters)).subscribe(new WantedChannel(ONE.key(), null, dear, false, true));
        assertThat(said).containsExactly("i15", "i25");
    }
}
