package dev.gapless.processor.intake;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Waits for work done elsewhere, and polls the consumer meanwhile with everything paused. So the consumer keeps its
 * partitions for however long the work takes, and gives them up at once when asked to.
 */
final class KeepAlivePoller {

    private static final long STEP_MILLIS = 50;

    private final Consumer<byte[], byte[]> consumer;
    private final OwnedPartitions assignment;
    private final ConsumerLagSampler lag;
    private final ExecutorService threads;
    private final StopFlag stop;

    KeepAlivePoller(
            Consumer<byte[], byte[]> consumer,
            OwnedPartitions assignment,
            ConsumerLagSampler lag,
            ExecutorService threads,
            StopFlag stop) {
        this.consumer = consumer;
        this.assignment = assignment;
        this.lag = lag;
        this.threads = threads;
        this.stop = stop;
    }

    /**
     * @throws AssignmentLostException when the group was shared out anew meanwhile; what the polls brought is then to
     *     be fetched again
     * @throws StoppedException when the process stops meanwhile
     */
    <T> T await(Callable<T> work) throws InterruptedException {
        int before = assignment.version();
        Future<T> outcome = threads.submit(work);
        try {
            while (true) {
                try {
                    return outcome.get(STEP_MILLIS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException stillBusy) {
                    keepAlive(before);
                }
            }
        } catch (ExecutionException e) {
            throw unwrapped(e.getCause());
        } finally {
            outcome.cancel(true);
        }
    }

    private void keepAlive(int before) {
        if (stop.requested()) {
            throw new StoppedException();
        }
        consumer.pause(consumer.assignment());
        consumer.poll(Duration.ZERO);
        if (assignment.version() != before) {
            throw new AssignmentLostException();
        }
        lag.lookWhenDue();
    }

    private static RuntimeException unwrapped(@Nullable Throwable cause) {
        return switch (cause) {
            case RuntimeException bug -> bug;
            case Error error -> throw error;
            case null, default -> new IllegalStateException("deciding a batch failed", cause);
        };
    }
}
