package dev.gapless.processor.offsets;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Records of one partition that follow each other, in ascending order. A batch is a few of these, so what is asked of
 * partitions is asked of runs and not of each record.
 */
public record PartitionRun(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records) {

    /** A partition may come more than once. */
    public static List<PartitionRun> of(List<ConsumerRecord<byte[], byte[]>> records) {
        List<PartitionRun> runs = new ArrayList<>();
        int from = 0;
        for (int to = 1; to <= records.size(); to++) {
            if (to == records.size() || !together(records.get(from), records.get(to))) {
                runs.add(new PartitionRun(OffsetCommits.partition(records.get(from)), records.subList(from, to)));
                from = to;
            }
        }
        return runs;
    }

    /** Whether two records are of the same partition. */
    public static boolean together(ConsumerRecord<byte[], byte[]> one, ConsumerRecord<byte[], byte[]> other) {
        return one.partition() == other.partition() && one.topic().equals(other.topic());
    }

    public ConsumerRecord<byte[], byte[]> first() {
        return records.getFirst();
    }

    ConsumerRecord<byte[], byte[]> last() {
        return records.getLast();
    }

    /** Where to go on behind it. */
    public long end() {
        return last().offset() + 1;
    }
}
