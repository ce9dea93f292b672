package dev.gapless.processor.archive;

import dev.gapless.common.platform.LoopHealth;
import dev.gapless.common.retry.RetryBackoff;
import dev.gapless.common.retry.RetrySleeper;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** The archiver's thread. Nothing that happens ends it but the application's stop. */
final class ArchiveLoop implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ArchiveLoop.class);
    private static final String NAME = "archive";
    private static final long PATIENCE_MILLIS = 4_000;

    private final Supplier<SegmentArchiver> archivers;
    private final LoopHealth health;
    private final ArchiveMeters meters;
    private final RetryBackoff backoff;
    private final RetrySleeper waiter;
    private volatile boolean stopping;
    private Thread thread = new Thread(() -> {});

    ArchiveLoop(
            Supplier<SegmentArchiver> archivers,
            LoopHealth health,
            ArchiveMeters meters,
            RetryBackoff backoff,
            RetrySleeper waiter) {
        this.archivers = archivers;
        this.health = health;
        this.meters = meters;
        this.backoff = backoff;
        this.waiter = waiter;
    }

    @Override
    public synchronized void start() {
        stopping = false;
        thread = Thread.ofPlatform().name("archiver").daemon().start(this::run);
    }

    private void run() {
        try {
            for (int failures = 1; !stopping; failures++) {
                try (SegmentArchiver archiver = archivers.get()) {
                    health.running(NAME);
                    follow(archiver);
                } catch (InterruptException e) {
                    throw e;
                } catch (RuntimeException e) {
                    LOG.warn("archive-not-begun cause={}", e.toString());
                    health.interrupted(NAME, e);
                    waiter.pause(backoff.after(failures));
                }
            }
        } catch (InterruptedException | InterruptException e) {
            LOG.info("archiver-interrupted");
        }
    }

    private void follow(SegmentArchiver archiver) throws InterruptedException {
        int failures = 0;
        while (!stopping) {
            try {
                archiver.round();
                failures = 0;
            } catch (InterruptException e) {
                throw e;
            } catch (RuntimeException e) {
                failures++;
                meters.failed();
                if (failures == 1) {
                    LOG.warn("archive-failed cause={}", e.toString());
                }
                waiter.pause(backoff.after(failures));
            }
        }
    }

    @Override
    public synchronized void stop() {
        stopping = true;
        try {
            if (!thread.join(Duration.ofMillis(PATIENCE_MILLIS))) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return thread.isAlive();
    }
}
