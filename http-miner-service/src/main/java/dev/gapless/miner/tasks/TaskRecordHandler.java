package dev.gapless.miner.tasks;

import dev.gapless.common.message.DeadLetter;
import dev.gapless.common.message.MiningProgress;
import dev.gapless.common.message.MiningTask;
import dev.gapless.common.message.UnreadableMessageException;
import dev.gapless.miner.delivery.AckedPublisher;
import dev.gapless.miner.delivery.PublishResult;
import dev.gapless.miner.delivery.PublishResult.Acked;
import dev.gapless.miner.delivery.PublishResult.Failed;
import dev.gapless.miner.tasks.TaskCheck.Standing;
import dev.gapless.miner.walk.TaskMiner;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of one record of the queue. Shared by all threads. */
final class TaskRecordHandler {

    private static final Logger LOG = LoggerFactory.getLogger(TaskRecordHandler.class);

    private final TaskMiner miner;
    private final TaskCheck check;
    private final AckedPublisher delivery;
    private final MeterRegistry meters;
    private final Clock clock;
    private final Duration maxAge;

    TaskRecordHandler(
            TaskMiner miner,
            TaskCheck check,
            AckedPublisher delivery,
            MeterRegistry meters,
            Clock clock,
            Duration maxAge) {
        this.miner = miner;
        this.check = check;
        this.delivery = delivery;
        this.meters = meters;
        this.clock = clock;
        this.maxAge = maxAge;
    }

    /**
     * Runs on a thread of its own until the slice has ended and its progress is in Kafka.
     *
     * @return how to settle the record; RELEASE when Kafka does not have the outcome, so that another miner tries
     */
    AcknowledgeType settle(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
        MiningTask task;
        try {
            task = MiningTask.fromBytes(record.value());
        } catch (UnreadableMessageException | IllegalArgumentException e) {
            return reject(record, e);
        }
        if (doubtful(task) && superseded(task)) {
            return AcknowledgeType.ACCEPT;
        }
        MiningProgress progress = miner.mine(task);
        return switch (delivery.progress(progress)) {
            case Acked acked -> AcknowledgeType.ACCEPT;
            case Failed failed -> {
                LOG.warn("progress-not-delivered task={} cause=\"{}\"", task.taskId(), failed.reason());
                yield AcknowledgeType.RELEASE;
            }
        };
    }

    /** By two clocks, the database's and ours: so it is a reason to ask, and none to drop. */
    private boolean doubtful(MiningTask task) {
        return Duration.between(task.createdAt(), clock.instant()).abs().compareTo(maxAge) > 0;
    }

    private boolean superseded(MiningTask task) {
        Standing standing = check.of(task);
        String source = task.stream().source();
        meters.counter(
                        "gapless.mining.rechecked.tasks",
                        "source",
                        source,
                        "result",
                        standing.name().toLowerCase(Locale.ROOT))
                .increment();
        LOG.info("task-rechecked task={} createdAt={} standing={}", task.taskId(), task.createdAt(), standing);
        return standing == Standing.SUPERSEDED;
    }

    private AcknowledgeType reject(ConsumerRecord<byte[], byte[]> record, RuntimeException cause)
            throws InterruptedException {
        String where = "%s-%d-%d".formatted(record.topic(), record.partition(), record.offset());
        String key = text(record.key());
        DeadLetter letter = new DeadLetter(
                key,
                where,
                "task.unreadable",
                String.valueOf(cause.getMessage()),
                "the scheduler sends the gap again when its lease has ended; upgrade the miner if it is older",
                record.value() == null ? new byte[0] : record.value());
        PublishResult kept = delivery.deadLetter(letter, key);
        LOG.warn("task-unreadable at={} kept={}", where, kept instanceof Acked);
        return kept instanceof Acked ? AcknowledgeType.REJECT : AcknowledgeType.RELEASE;
    }

    private static String text(byte @Nullable [] key) {
        return key == null ? "unknown" : new String(key, StandardCharsets.UTF_8);
    }
}
