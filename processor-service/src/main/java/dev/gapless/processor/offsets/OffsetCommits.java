package dev.gapless.processor.offsets;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** The offsets that belong to a batch of records, each partition's in ascending order. */
public final class OffsetCommits {

    private OffsetCommits() {}

    public static TopicPartition partition(ConsumerRecord<byte[], byte[]> record) {
        return new TopicPartition(record.topic(), record.partition());
    }

    /**
     * Where to go on after these.
     *
     * @param inDoubt by partition, the first offset that is not in doubt: the note stays until it is reached
     */
    public static Map<TopicPartition, OffsetAndMetadata> after(
            List<PartitionRun> runs, Map<TopicPartition, Long> inDoubt) {
        Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
        for (PartitionRun run : runs) {
            long settled = inDoubt.getOrDefault(run.partition(), run.end());
            String note = run.end() < settled ? InDoubtOffset.until(settled) : InDoubtOffset.NONE;
            next.put(
                    run.partition(), new OffsetAndMetadata(run.end(), run.last().leaderEpoch(), note));
        }
        return next;
    }

    /** By partition, the offset up to which the next of these may be, should they be as many. */
    public static Map<TopicPartition, Long> following(List<PartitionRun> runs, int many) {
        Map<TopicPartition, Long> until = new HashMap<>();
        runs.forEach(run -> until.put(run.partition(), run.end() + many));
        return until;
    }

    /** @param inDoubt by partition, the first offset that is not in doubt */
    public static boolean within(List<PartitionRun> runs, Map<TopicPartition, Long> inDoubt) {
        return runs.stream().allMatch(run -> run.end() <= inDoubt.getOrDefault(run.partition(), 0L));
    }

    /** Takes the notes back and leaves the offsets as they are. */
    public static Map<TopicPartition, OffsetAndMetadata> withoutDoubt(
            Set<TopicPartition> partitions, Map<TopicPartition, Long> processed) {
        Map<TopicPartition, OffsetAndMetadata> same = new HashMap<>();
        for (TopicPartition partition : partitions) {
            Long offset = processed.get(partition);
            if (offset != null) {
                same.put(partition, new OffsetAndMetadata(offset, InDoubtOffset.NONE));
            }
        }
        return same;
    }

    /** Where these begin, with the note that they are in doubt; to be committed before they are decided. */
    public static Map<TopicPartition, OffsetAndMetadata> announcing(List<PartitionRun> runs) {
        Map<TopicPartition, Long> ends = new HashMap<>();
        runs.forEach(run -> ends.put(run.partition(), run.end()));
        Map<TopicPartition, OffsetAndMetadata> starts = new HashMap<>();
        for (PartitionRun run : runs) {
            long end = ends.getOrDefault(run.partition(), run.end());
            starts.putIfAbsent(
                    run.partition(),
                    new OffsetAndMetadata(run.first().offset(), run.first().leaderEpoch(), InDoubtOffset.until(end)));
        }
        return starts;
    }
}
