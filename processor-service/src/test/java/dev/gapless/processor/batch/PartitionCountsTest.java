package dev.gapless.processor.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.message.Decision;
import dev.gapless.common.message.IntakeCounts;
import dev.gapless.processor.deadletters.RefusedRecord;
import dev.gapless.processor.offsets.OffsetCommits;
import dev.gapless.processor.offsets.ParkedRecord;
import dev.gapless.processor.offsets.PartitionRun;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PartitionCountsTest {

    private static final ConsumerRecord<byte[], byte[]> FIRST = record("live", 0, 7);
    private static final ConsumerRecord<byte[], byte[]> SECOND = record("live", 0, 8);
    private static final ConsumerRecord<byte[], byte[]> OTHER_PARTITION = record("live", 1, 7);
    private static final ConsumerRecord<byte[], byte[]> OTHER_TOPIC = record("history", 1, 7);
    private static final ConsumerRecord<byte[], byte[]> THIRD = record("live", 0, 9);
    private static final ConsumerRecord<byte[], byte[]> FOURTH = record("live", 0, 10);

    @Test
    void each_record_counts_for_its_own_partition_in_whatever_order_they_come() {
        CommitResult verdict = new CommitResult(
                List.of(
                        new RecordDecision(OTHER_TOPIC, Decision.STALE),
                        new RecordDecision(FIRST, Decision.NEW),
                        new RecordDecision(SECOND, Decision.NEW),
                        new RecordDecision(OTHER_PARTITION, Decision.DUPLICATE)),
                List.of(),
                List.of(RefusedRecord.ofUnknown(THIRD, null, "rule", "detail", "remedy")),
                List.of(new ParkedRecord(FOURTH, "shop")));

        Map<TopicPartition, IntakeCounts> counts = PartitionCounts.of(
                        PartitionRun.of(List.of(FIRST, SECOND, OTHER_PARTITION, OTHER_TOPIC, THIRD, FOURTH)), verdict)
                .counts();

        IntakeCounts none = IntakeCounts.from(0);
        assertThat(counts)
                .containsOnly(
                        Map.entry(
                                OffsetCommits.partition(FIRST),
                                none.plusReceived(4)
                                        .plus(Decision.NEW, 2)
                                        .plusDeadLettered(1)
                                        .plusParked(1)),
                        Map.entry(
                                OffsetCommits.partition(OTHER_PARTITION),
                                none.plusReceived(1).plus(Decision.DUPLICATE, 1)),
                        Map.entry(
                                OffsetCommits.partition(OTHER_TOPIC),
                                none.plusReceived(1).plus(Decision.STALE, 1)));
    }

    @Test
    void what_waited_was_received_before_and_waits_no_longer() {
        CommitResult verdict = new CommitResult(
                List.of(new RecordDecision(FIRST, Decision.NEW), new RecordDecision(SECOND, Decision.STALE)),
                List.of(),
                List.of(RefusedRecord.ofUnknown(THIRD, null, "rule", "detail", "remedy")),
                List.of(new ParkedRecord(FOURTH, "shop")));

        assertThat(PartitionCounts.afterWaiting(verdict))
                .isEqualTo(IntakeCounts.from(0)
                        .plus(Decision.NEW, 1)
                        .plus(Decision.STALE, 1)
                        .plusDeadLettered(1)
                        .plusParked(-3));
    }

    private static ConsumerRecord<byte[], byte[]> record(String topic, int partition, long offset) {
        return new ConsumerRecord<>(topic, partition, offset, new byte[0], new byte[0]);
    }
}
