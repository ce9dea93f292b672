package dev.gapless.checkpoint.scheduling;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedRuntimeException;

/**
 * Does the same work after each pause, on one thread of its own. What the work throws ends that round only: databases
 * and brokers come back, and a bug of ours must not stop the rounds after it.
 */
public final class PeriodicTask implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PeriodicTask.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(4);

    private final String name;
    private final Duration pause;
    private final Runnable work;
    private final MeterRegistry meters;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread;
    private long failedInARow;

    public PeriodicTask(String name, Duration pause, Runnable work, MeterRegistry meters) {
        this.name = name;
        this.pause = pause;
        this.work = work;
        this.meters = meters;
        this.thread = Thread.ofPlatform().name("checkpoint-" + name).daemon().unstarted(this::loop);
    }

    public void start() {
        thread.start();
    }

    private void loop() {
        try {
            while (!stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                round();
            }
        } catch (InterruptedException e) {
            // the end of this thread, asked for by close
            LOG.debug("loop-interrupted loop={}", name);
        }
    }

    private void round() {
        try {
            work.run();
            if (failedInARow > 0) {
                LOG.info("loop-recovered loop={} failed={}", name, failedInARow);
                failedInARow = 0;
            }
        } catch (NestedRuntimeException | KafkaException e) {
            // one line for an outage, not one a round
            if (failedInARow++ == 0 && stopping.getCount() > 0) {
                LOG.warn("round-failed loop={} cause={}", name, e.toString());
            }
            count("outside");
        } catch (RuntimeException e) {
            LOG.error("round-failed-by-bug loop={}", name, e);
            count("bug");
        }
    }

    private void count(String kind) {
        meters.counter("gapless.failed.rounds", "loop", name, "kind", kind).increment();
    }

    /** Lets the present round end; after four seconds it is interrupted. */
    @Override
    public void close() {
        stopping.countDown();
        try {
            if (thread.isAlive() && !thread.join(TIMEOUT)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
