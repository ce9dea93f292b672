package dev.gapless.live.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.live.completeness.SilentCompletenessWatch;
import dev.gapless.live.protocol.WireFormat;
import dev.gapless.live.tickets.ChannelGrant;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connections whose changes a fan-out thread sends, over sockets that are played. */
@Timeout(180)
class FanOutConnectionTest extends PlayedConnections {

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
        assertThat(subscribed.await(60, TimeUnit.SECONDS)).isTrue();
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
                () -> {},
                () -> false);
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
        assertThat(subscribed.await(60, TimeUnit.SECONDS)).isTrue();
        // a machine that stands still within the two milliseconds lets no further frame begin: then once more
        for (int pushes = 1; pushes == 1 || (framesOfShared.get() < least && pushes <= 100); pushes++) {
            await().until(() -> own.getState() == Thread.State.TIMED_WAITING);
            framesOfShared.set(0);
            log.append(ONE, 10 * PER_FRAME, 1);
            await().until(() -> connection.flushAt() < System.nanoTime());
            connection.pushNow();
            int all = pushes * 10 * PER_FRAME;
            await().until(() -> items.size() == all);
            assertThat(framesOfShared).hasValueLessThanOrEqualTo(most);
        }
        assertThat(framesOfShared).hasValueGreaterThanOrEqualTo(least);
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
            assertThat(subscribed.await(60, TimeUnit.SECONDS)).isTrue();
            log.append(ONE, 1, 1);
            assertThat(waitsInFanOut.get(60, TimeUnit.SECONDS)).isFalse();
            for (int change = 1; change <= 20; change++) {
                log.append(ONE, 1, 1);
                log.append(OTHER, 1, 1);
                int all = change;
                // the other one waits for longer
                await().atMost(Duration.ofSeconds(30))
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
            assertThat(latch.await(120, TimeUnit.SECONDS)).isTrue();
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
}
