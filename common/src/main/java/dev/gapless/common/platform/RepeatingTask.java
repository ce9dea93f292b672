package dev.gapless.common.platform;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.NestedRuntimeException;

/**
 * Does the same work again and again, with a pause in between, on one thread of its own while the context is up. What
 * the work throws ends that round only: databases, brokers and peers come back.
 */
public final class RepeatingTask implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(RepeatingTask.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(4);
    private static final int ROUNDS_A_LINE = 60;

    private final String name;
    private final boolean pauseFirst;
    private final Duration pause;
    private final Runnable work;
    private final MeterRegistry meters;
    private final Timer rounds;
    private final Semaphore wakeups = new Semaphore(0);
    private volatile @Nullable Thread thread;
    private volatile boolean stopping;

    /** Rounds in a row that the outside world spoiled; of this loop's own thread. */
    private int spoiled;

    /** The first round begins at the start. */
    public RepeatingTask(String name, Duration pause, Runnable work, MeterRegistry meters) {
        this(name, false, pause, work, meters);
    }

    private RepeatingTask(String name, boolean pauseFirst, Duration pause, Runnable work, MeterRegistry meters) {
        this.name = name;
        this.pauseFirst = pauseFirst;
        this.pause = pause;
        this.work = work;
        this.meters = meters;
        this.rounds = meters.timer("gapless.rounds", "loop", name);
    }

    /** The first round begins one pause after the start. */
    public static RepeatingTask afterPause(String name, Duration pause, Runnable work, MeterRegistry meters) {
        return new RepeatingTask(name, true, pause, work, meters);
    }

    /** Ends the present pause, if there is one. */
    public void wake() {
        wakeups.release();
    }

    @Override
    public void start() {
        stopping = false;
        thread = Thread.ofPlatform().name("task-" + name).daemon().start(this::loop);
    }

    private void loop() {
        try {
            if (pauseFirst) {
                pause();
            }
            while (!stopping) {
                round();
                pause();
            }
        } catch (InterruptedException e) {
            // the end of this thread, asked for by stop
            LOG.debug("loop-interrupted loop={}", name);
        }
    }

    private void pause() throws InterruptedException {
        if (wakeups.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
            wakeups.drainPermits();
        }
    }

    private void round() {
        try {
            rounds.record(work);
            if (spoiled > 0) {
                LOG.info("loop-recovered loop={} failed={}", name, spoiled);
                spoiled = 0;
            }
        } catch (NestedRuntimeException | KafkaException | CompletionException e) {
            if (!stopping) {
                spoiled(e);
            }
        } catch (RuntimeException e) {
            LOG.error("round-failed-by-bug loop={}", name, e);
            count("bug");
        }
    }

    /** One line for the first round and then for one in so many: what is away is away for all of them. */
    private void spoiled(RuntimeException e) {
        if (spoiled % ROUNDS_A_LINE == 0) {
            LOG.warn(
                    "round-failed loop={} failed={} cause={}",
                    name,
                    spoiled + 1,
                    NestedExceptionUtils.getMostSpecificCause(e).toString());
        }
        spoiled++;
        count("outside");
    }

    private void count(String kind) {
        meters.counter("gapless.failed.rounds", "loop", name, "kind", kind).increment();
    }

    /** Lets the present round end; after four seconds it is interrupted. */
    @Override
    public void stop() {
        Thread running = thread;
        stopping = true;
        thread = null;
        wake();
        if (running == null) {
            return;
        }
        try {
            if (!running.join(TIMEOUT)) {
                running.interrupt();
            }
        } catch (InterruptedException e) {
            running.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    /**
     * The same beside the other tasks of the context. While a database is away, each of them waits for it, and one
     * after the other they would take minutes.
     */
    @Override
    public void stop(Runnable ended) {
        Thread.ofVirtual().name("stop-" + name).start(() -> {
            try {
                stop();
            } finally {
                ended.run();
            }
        });
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }
}
