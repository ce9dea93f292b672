package dev.gapless.sandbox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EventGeneratorTest {

    private static final Clock NOON = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);

    private final AtomicInteger made = new AtomicInteger();
    private final CountDownLatch midway = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @Test
    void a_stop_waits_for_the_version_that_is_being_made_and_none_follows() throws InterruptedException {
        try (EventGenerator generator = new EventGenerator(world(), new SplittableRandom(2))) {
            generator.set(true, 1_000);
            generator.start();
            assertThat(midway.await(20, TimeUnit.SECONDS)).isTrue();
            Thread stopping = Thread.ofPlatform().start(() -> generator.set(false, 0));

            await().until(() -> stopping.getState() == Thread.State.BLOCKED);
            goOn.countDown();
            stopping.join();
            int last = made.get();
            generator.set(true, 0);

            assertThat(last).isPositive();
            assertThat(made).hasValue(last);
        }
    }

    @Test
    void a_stopped_generator_can_run_again() {
        goOn.countDown();
        try (EventGenerator generator = new EventGenerator(world(), new SplittableRandom(2))) {
            generator.set(false, 1_000);
            generator.start();
            generator.set(true, 1_000);

            await().until(() -> made.get() > 20);
        }
    }

    private PlatformModel world() {
        return new PlatformModel(new SandboxAccounts(1), new SplittableRandom(1), version -> write(), NOON);
    }

    private void write() {
        midway.countDown();
        try {
            assertThat(goOn.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        made.incrementAndGet();
    }
}
