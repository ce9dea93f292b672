package dev.gapless.capture.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class InFlightLimiterTest {

    private final InFlightLimiter inFlight = new InFlightLimiter(10_000, 6_000);
    private final AtomicBoolean first = new AtomicBoolean(true);
    private final AtomicBoolean second = new AtomicBoolean(true);
    private final InFlightPermits one = load(first);
    private final InFlightPermits other = load(second);

    @Test
    void a_connection_above_its_own_bound_stops_reading_alone() {
        one.acquire(6_500);

        assertThat(first).isFalse();
        assertThat(second).isTrue();
        assertThat(inFlight.paused()).isEqualTo(1);

        one.release(6_500);
        assertThat(first).isTrue();
        assertThat(inFlight.paused()).isZero();
        assertThat(inFlight.bytes()).isZero();
    }

    @Test
    void a_connection_that_waits_for_the_others_goes_on_when_they_are_done() {
        one.acquire(5_500);
        other.acquire(4_500);
        assertThat(second).isFalse();
        other.release(4_500);
        assertThat(second).as("the others are still heavy").isFalse();

        one.release(5_500);

        assertThat(second).isTrue();
    }

    @Test
    void a_connection_that_ended_holds_nobody_back_once_its_records_are_acknowledged() {
        one.acquire(9_000);
        one.ends();
        other.acquire(2_000);
        assertThat(second).isFalse();

        one.release(9_000);

        assertThat(second).isTrue();
    }

    @Test
    void what_came_before_the_valve_was_there_turns_it() {
        InFlightPermits early = inFlight.begin();
        early.acquire(7_000);
        AtomicBoolean reading = new AtomicBoolean(true);

        early.governs(reading::set);

        assertThat(reading).isFalse();
    }

    /** No connection is left paused with nothing in flight, however the threads interleave. */
    @Test
    void two_threads_that_take_and_give_leave_nobody_paused() throws InterruptedException {
        for (int round = 0; round < 300; round++) {
            CountDownLatch start = new CountDownLatch(1);
            Thread taker = Thread.ofPlatform().start(() -> {
                awaitQuietly(start);
                one.acquire(7_000);
                other.acquire(7_000);
            });
            Thread giver = Thread.ofPlatform().start(() -> {
                awaitQuietly(start);
                one.release(7_000);
                other.release(7_000);
            });
            start.countDown();
            taker.join();
            giver.join();

            assertThat(inFlight.bytes()).isZero();
            assertThat(inFlight.paused()).as("round %d", round).isZero();
        }
    }

    private static void awaitQuietly(CountDownLatch start) {
        try {
            start.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private InFlightPermits load(AtomicBoolean reading) {
        InFlightPermits load = inFlight.begin();
        load.governs(reading::set);
        return load;
    }
}
