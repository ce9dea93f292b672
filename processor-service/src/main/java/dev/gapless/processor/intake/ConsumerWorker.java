package dev.gapless.processor.intake;

import dev.gapless.common.retry.RetryBackoff;
import dev.gapless.common.retry.RetrySleeper;
import dev.gapless.processor.batch.BatchTransactions;
import dev.gapless.processor.commit.FloorBehindException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread's work until the process stops. Failures are tried again with the same clients. After a few in a row, or
 * one that closes its consumer, it begins anew with new clients.
 */
final class ConsumerWorker implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(ConsumerWorker.class);
    private static final int FAILURES_PER_SESSION = 10;
    private static final Duration CLOSING = Duration.ofSeconds(1);

    private final int number;
    private final String name;
    private final ConsumerSessionFactory sessions;
    private final ExecutorService threads;
    private final StopFlag stop;
    private final RetryBackoff backoff;
    private final RetrySleeper waiter;

    ConsumerWorker(
            int number,
            ConsumerSessionFactory sessions,
            ExecutorService threads,
            StopFlag stop,
            RetryBackoff backoff,
            RetrySleeper waiter) {
        this.number = number;
        this.name = "processor-" + number;
        this.sessions = sessions;
        this.threads = threads;
        this.stop = stop;
        this.backoff = backoff;
        this.waiter = waiter;
    }

    @Override
    public void run() {
        try {
            for (int failures = 1; !stop.requested(); failures++) {
                try {
                    converse();
                } catch (InterruptException | StoppedException e) {
                    throw e;
                } catch (RuntimeException | Error e) {
                    // an error too: a thread that is gone would leave its partitions without anyone noticing
                    LOG.error("worker-reopens worker={} cause={}", number, e.toString());
                    sessions.health().interrupted(name, e);
                    if (e instanceof FencedInstanceIdException) {
                        sessions.clients().takeOwnName();
                    }
                    waiter.pause(backoff.after(failures));
                }
            }
        } catch (InterruptException | InterruptedException | StoppedException e) {
            LOG.info("worker-interrupted worker={}", number);
        }
    }

    private void converse() throws InterruptedException {
        Consumer<byte[], byte[]> consumer = sessions.consumer(number);
        try (BatchTransactions transactions = sessions.transactions(number)) {
            ConsumerSession session = sessions.session(number, consumer, transactions, threads, stop);
            try {
                stepUntilStopped(session);
            } finally {
                if (stop.requested()) {
                    tellAtEnd(session);
                }
            }
        } finally {
            // a pending interrupt would make the close fail, and the stop has been understood by now
            if (Thread.interrupted()) {
                LOG.debug("worker-closes-interrupted worker={}", number);
            }
            consumer.close(CloseOptions.timeout(CLOSING).withGroupMembershipOperation(goodbye()));
        }
    }

    /**
     * A process that is stopped may never come back, so its partitions go to the others at once. One that begins anew
     * keeps its membership, and so its partitions.
     */
    private GroupMembershipOperation goodbye() {
        return stop.requested() ? GroupMembershipOperation.LEAVE_GROUP : GroupMembershipOperation.DEFAULT;
    }

    /**
     * Kafka may forget the group's offsets while no process runs; then the ledger's word alone says what is published.
     */
    private void tellAtEnd(ConsumerSession session) {
        try {
            session.tellAtEnd();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.info("published-not-told worker={} cause={}", number, e.toString());
        }
    }

    private void stepUntilStopped(ConsumerSession session) throws InterruptedException {
        int failures = 0;
        while (!stop.requested()) {
            try {
                session.step();
                failures = 0;
                sessions.health().running(name);
            } catch (AssignmentLostException e) {
                LOG.info("batch-dropped worker={} cause={}", number, e.getMessage());
                session.distrust();
            } catch (FloorBehindException e) {
                LOG.warn("ledger-behind worker={} effect=\"it decides again what it has lost\"", number);
                session.distrust();
                waiter.pause(backoff.after(1));
            } catch (FencedInstanceIdException | InterruptException | StoppedException e) {
                throw e;
            } catch (RuntimeException e) {
                session.distrust();
                failures++;
                note(e, failures);
                if (failures == FAILURES_PER_SESSION) {
                    throw e;
                }
                waiter.pause(backoff.after(failures));
            }
        }
    }

    private void note(RuntimeException e, int failures) {
        sessions.meters().intake().retried(e.getClass());
        if (e instanceof KafkaException) {
            LOG.warn("batch-again worker={} failures={} cause={}", number, failures, e.toString());
        } else {
            LOG.error("batch-again worker={} failures={}", number, failures, e);
        }
    }
}
