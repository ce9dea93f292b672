package dev.gapless.common.operation;

import dev.gapless.common.operation.OperationOutcome.Result;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the operations of one kind, one at a time, on a thread of its own. It asks for the next one after each pause,
 * and renews the lease of the present one three times a lease.
 */
public final class OperationWorker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OperationWorker.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(8);

    private final OperationLedger ledger;
    private final OperationJob job;
    private final String owner;
    private final Duration pause;
    private final Duration lease;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private boolean failedBefore;

    /**
     * @param owner names this replica to operators
     * @param pause between two questions for work
     * @param lease after which another replica takes over when this one dies
     */
    public OperationWorker(OperationLedger ledger, OperationJob job, String owner, Duration pause, Duration lease) {
        this.ledger = ledger;
        this.job = job;
        this.owner = owner;
        this.pause = pause;
        this.lease = lease;
        this.thread =
                Thread.ofPlatform().name("operation-" + job.kind()).daemon().unstarted(this::loop);
    }

    public void start() {
        thread.start();
    }

    private void loop() {
        try {
            while (!closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                round();
            }
        } catch (InterruptedException e) {
            // the end of this thread, asked for by close
            LOG.debug("operation-worker-interrupted kind={}", job.kind());
        }
    }

    private void round() throws InterruptedException {
        try {
            long asked = System.nanoTime();
            Optional<LongRunningOperation> claimed = ledger.claim(job.kind(), owner, lease);
            if (claimed.isPresent()) {
                run(claimed.get(), asked);
            }
            failedBefore = false;
        } catch (RuntimeException e) {
            // one line for an outage, not one a round
            if (!failedBefore) {
                LOG.warn("operations-not-reached kind={} cause={}", job.kind(), e.toString());
            }
            failedBefore = true;
        }
    }

    private void run(LongRunningOperation operation, long asked) throws InterruptedException {
        LOG.info(
                "operation-claimed operation={} kind={} attempt={} done={}",
                operation.id(),
                job.kind(),
                operation.lease().attempts(),
                operation.progress().done());
        OperationRun run = new OperationRun(ledger, operation, lease, asked, closing);
        OperationOutcome outcome = outcome(run);
        boolean ended = ledger.end(operation.id(), operation.lease().token(), outcome);
        LOG.info(
                "operation-left operation={} kind={} outcome={} kept={}",
                operation.id(),
                job.kind(),
                outcome.result(),
                ended);
    }

    private OperationOutcome outcome(OperationRun run) throws InterruptedException {
        try (ScheduledExecutorService renewing = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform()
                .name("operation-lease-" + job.kind())
                .daemon()
                .factory())) {
            long every = Math.max(1, lease.toMillis() / 3);
            var _ = renewing.scheduleWithFixedDelay(() -> renew(run), every, every, TimeUnit.MILLISECONDS);
            try {
                return OperationOutcome.completed(job.run(run));
            } finally {
                renewing.shutdownNow();
            }
        } catch (OperationStoppedException e) {
            LOG.info("operation-stopped operation={} reason={}", run.id(), e.getMessage());
            return OperationOutcome.released();
        } catch (OperationFailedException e) {
            return OperationOutcome.failed(Result.FAILED, String.valueOf(e.getMessage()));
        } catch (KafkaException e) {
            LOG.warn("operation-interrupted operation={} kind={}", run.id(), job.kind(), e);
            return OperationOutcome.failed(Result.INTERRUPTED, String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            // an error that ended this thread would end it in each replica in turn, and leave the operation without an
            // owner
            LOG.warn("operation-interrupted operation={} kind={}", run.id(), job.kind(), e);
            return OperationOutcome.failed(
                    Result.INTERRUPTED,
                    "%s failed at it by a fault of its own; its log says how: operation-interrupted".formatted(owner));
        }
    }

    private void renew(OperationRun run) {
        try {
            run.renew();
        } catch (RuntimeException e) {
            LOG.warn("operation-lease-not-renewed operation={} cause={}", run.id(), e.toString());
        }
    }

    /** Lets the present portion end, and gives the operation back. After eight seconds it is interrupted. */
    @Override
    public void close() {
        closing.countDown();
        try {
            if (thread.isAlive() && !thread.join(CLOSE_TIMEOUT)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
