package dev.gapless.common.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;

class RepeatingTaskTest {

    private final MeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void a_task_whose_round_waits_keeps_no_other_from_stopping() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        RepeatingTask task = new RepeatingTask(
                "waiting",
                Duration.ofMillis(1),
                () -> {
                    begun.countDown();
                    awaitForAWhile(answer);
                },
                meters);
        task.start();
        assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();

        task.stop(ended::countDown);

        assertThat(ended.getCount()).as("who stops it does not wait").isEqualTo(1);
        answer.countDown();
        assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(task.isRunning()).isFalse();
    }

    @Test
    void a_round_that_the_outside_world_spoils_ends_no_other() {
        AtomicInteger rounds = new AtomicInteger();
        RepeatingTask task = new RepeatingTask(
                "spoiled",
                Duration.ofMillis(1),
                () -> {
                    if (rounds.incrementAndGet() < 3) {
                        throw new DataAccessResourceFailureException("away");
                    }
                },
                meters);
        task.start();

        await().atMost(60, TimeUnit.SECONDS).until(() -> rounds.get() > 3);
        task.stop();

        assertThat(meters.counter("gapless.failed.rounds", "loop", "spoiled", "kind", "outside")
                        .count())
                .isEqualTo(2);
    }

    private static void awaitForAWhile(CountDownLatch answer) {
        try {
            assertThat(answer.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
