package dev.gapless.processor.intake;

import dev.gapless.common.platform.UpstreamGate;
import dev.gapless.common.platform.UpstreamGate.UpstreamPermit;
import dev.gapless.processor.offsets.InDoubtRecovery;
import dev.gapless.processor.offsets.OffsetCommits;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * One worker's session with Kafka, a step at a time. A step that throws has done nothing that can be seen, or all of
 * it. After {@link #distrust()} the next step asks Kafka where to go on.
 */
final class ConsumerSession {

    private static final int NEVER = -1;
    private static final Duration TELL_SOON = Duration.ofSeconds(1);
    private static final Duration TELL_ANYWAY = Duration.ofSeconds(10);

    private final Consumer<byte[], byte[]> consumer;
    private final OwnedPartitions assignment;
    private final BatchProcessor processing;
    private final ConsumerLagSampler lag;
    private final IntakeProperties properties;
    private final UpstreamGate gate;
    private final Clock clock;
    private final BackfillQuota turn;
    private final BackfillBuffer backlog = new BackfillBuffer();

    private InDoubtRecovery recovery;
    private int trusted = NEVER;
    private boolean liveWaits;
    private Instant told = Instant.EPOCH;

    ConsumerSession(
            Consumer<byte[], byte[]> consumer,
            OwnedPartitions assignment,
            BatchProcessor processing,
            ConsumerLagSampler lag,
            IntakeProperties properties,
            UpstreamGate gate,
            Clock clock) {
        this.consumer = consumer;
        this.assignment = assignment;
        this.processing = processing;
        this.lag = lag;
        this.properties = properties;
        this.gate = gate;
        this.clock = clock;
        this.turn =
                new BackfillQuota(properties.backfillBatch(), properties.backfillShare(), properties.backfillEvery());
        this.recovery = new InDoubtRecovery(consumer, Map.of(), Map.of());
    }

    /** Whatever was taken off Kafka is forgotten, and what is processed is asked anew. */
    void distrust() {
        trusted = NEVER;
    }

    void step() throws InterruptedException {
        if (trusted != assignment.version()) {
            startOver();
        }
        lag.lookWhenDue();
        try (UpstreamPermit permit = gate.enter(List.of())) {
            if (permit == null) {
                hold();
            } else {
                proceed();
            }
        }
    }

    /** An operator has stopped everything: the group keeps its members, and nothing is taken. */
    private void hold() {
        fetch(assignment.live(), false);
        fetch(assignment.backfill(), false);
        if (!consumer.poll(properties.pollWait()).isEmpty()) {
            distrust();
        }
    }

    private void proceed() throws InterruptedException {
        Map<TopicPartition, Long> undecided = processing.undecided();
        if (!undecided.isEmpty()) {
            decideAgain(undecided);
            return;
        }
        if (processing.catchUp()) {
            distrust();
            return;
        }
        Map<TopicPartition, Long> inDoubt = recovery.historyInDoubt();
        if (inDoubt.isEmpty()) {
            liveFirst();
        } else {
            doubtfulFirst(inDoubt);
        }
    }

    private void startOver() throws InterruptedException {
        assignment.requireSameNumbersOfBothTopics();
        backlog.clear();
        liveWaits = false;
        recovery = processing.startOver();
        recovery.settle();
        trusted = assignment.version();
    }

    /** Before anything else: the ledger has to know again what it had decided. */
    private void decideAgain(Map<TopicPartition, Long> undecided) throws InterruptedException {
        fetch(assignment.live(), false);
        fetch(assignment.backfill(), false);
        fetch(undecided.keySet(), true);
        ConsumerRecords<byte[], byte[]> polled = consumer.poll(properties.pollWait());
        if (trusted != assignment.version()) {
            return;
        }
        List<ConsumerRecord<byte[], byte[]>> lost = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : polled) {
            if (record.offset() < undecided.getOrDefault(OffsetCommits.partition(record), 0L)) {
                lost.add(record);
            }
        }
        processing.decideAgain(lost);
        undecided.forEach((partition, end) -> {
            if (consumer.position(partition) >= end) {
                consumer.seek(partition, end);
                processing.decidedAgain(partition, end);
            }
        });
        recovery.settle();
    }

    /** Once nothing waits, so that it costs nothing while there is work; and now and then, to see that all is well. */
    private void tellWhenDue() throws InterruptedException {
        Instant now = clock.instant();
        Duration pause = processing.hasUntold() ? TELL_SOON : TELL_ANYWAY;
        if (Duration.between(told, now).abs().compareTo(pause) >= 0) {
            processing.tell();
            told = now;
        }
    }

    /** The last word before the process ends. Waits for the ledger until it is interrupted. */
    void tellAtEnd() throws InterruptedException {
        if (processing.hasUntold()) {
            processing.tellAtEnd();
        }
    }

    private void liveFirst() throws InterruptedException {
        boolean historyMayRun = historyAllowed() > 0;
        fetch(assignment.live(), true);
        fetch(assignment.backfill(), historyMayRun && backlog.isEmpty());
        ConsumerRecords<byte[], byte[]> polled =
                consumer.poll(historyMayRun && !backlog.isEmpty() ? Duration.ZERO : properties.pollWait());
        if (trusted != assignment.version()) {
            return;
        }
        List<ConsumerRecord<byte[], byte[]>> live = records(polled, assignment.live());
        backlog.add(records(polled, assignment.backfill()));
        liveWaits = live.size() >= properties.maxPollRecords() || anyBehind(assignment.live());
        List<ConsumerRecord<byte[], byte[]>> history = backlog.take(historyAllowed());
        processing.liveThenHistory(live, history);
        recovery.settle();
        if (!history.isEmpty()) {
            turn.taken(clock.instant());
        } else if (live.isEmpty() && backlog.isEmpty()) {
            tellWhenDue();
        }
    }

    private void doubtfulFirst(Map<TopicPartition, Long> inDoubt) throws InterruptedException {
        fetch(assignment.live(), false);
        fetch(assignment.backfill(), false);
        fetch(inDoubt.keySet(), true);
        ConsumerRecords<byte[], byte[]> polled = consumer.poll(properties.pollWait());
        if (trusted != assignment.version()) {
            return;
        }
        List<ConsumerRecord<byte[], byte[]>> doubtful = new ArrayList<>();
        List<ConsumerRecord<byte[], byte[]>> beyond = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : polled) {
            long settled = inDoubt.getOrDefault(OffsetCommits.partition(record), 0L);
            (record.offset() < settled ? doubtful : beyond).add(record);
        }
        backlog.add(beyond);
        processing.inDoubt(doubtful, inDoubt);
        recovery.settle();
    }

    private int historyAllowed() {
        return recovery.awaitsLive() ? 0 : turn.allowance(liveWaits, clock.instant());
    }

    private void fetch(Collection<TopicPartition> partitions, boolean wanted) {
        if (wanted) {
            consumer.resume(partitions);
        } else {
            consumer.pause(partitions);
        }
    }

    private boolean anyBehind(List<TopicPartition> partitions) {
        return partitions.stream()
                .anyMatch(partition -> consumer.currentLag(partition).orElse(0) > 0);
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(
            ConsumerRecords<byte[], byte[]> polled, List<TopicPartition> partitions) {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        partitions.forEach(partition -> found.addAll(polled.records(partition)));
        return found;
    }
}
