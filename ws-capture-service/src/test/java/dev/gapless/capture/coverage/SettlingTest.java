package dev.gapless.capture.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Who waits until all is settled is woken by what settles it. */
class SettlingTest {

    private static final Duration LONG = Duration.ofMinutes(2);
    private static final Duration SHORT = Duration.ofMillis(40);

    private final AckTracker marks = new AckTracker();

    @Test
    void where_nothing_is_on_its_way_nobody_waits() throws InterruptedException {
        Thread waiter = waiting(LONG);

        assertThat(waiter.join(LONG.dividedBy(2))).isTrue();
    }

    @Test
    void the_last_acknowledgement_ends_the_waiting() throws InterruptedException {
        AckTracker.PendingAck first = marks.captured();
        AckTracker.PendingAck second = marks.captured();
        Thread waiter = waiting(LONG);

        marks.acknowledged(second);
        assertThat(waiter.join(SHORT)).isFalse();
        marks.acknowledged(first);
        assertThat(waiter.join(LONG.dividedBy(2))).isTrue();
    }

    @Test
    void a_cut_ends_the_waiting() throws InterruptedException {
        marks.captured();
        Thread waiter = waiting(LONG);

        assertThat(waiter.join(SHORT)).isFalse();
        marks.abort();
        assertThat(waiter.join(LONG.dividedBy(2))).isTrue();
    }

    @Test
    void patience_ends_it_and_not_before() throws InterruptedException {
        marks.captured();
        long begun = System.nanoTime();
        marks.awaitSettled(SHORT);

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isBetween(SHORT.dividedBy(2), LONG);
    }

    private Thread waiting(Duration patience) {
        return Thread.ofVirtual().start(() -> {
            try {
                marks.awaitSettled(patience);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
