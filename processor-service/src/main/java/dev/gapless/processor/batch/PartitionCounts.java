package dev.gapless.processor.batch;

import dev.gapless.common.message.Decision;
import dev.gapless.common.message.IntakeCounts;
import dev.gapless.processor.deadletters.RefusedRecord;
import dev.gapless.processor.offsets.OffsetCommits;
import dev.gapless.processor.offsets.ParkedRecord;
import dev.gapless.processor.offsets.PartitionRun;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The fates of a batch's records, by partition. The records received are counted as they came off Kafka, their fates as
 * they were decided. So a record that is lost in between makes the two differ.
 */
public final class PartitionCounts {

    /** Of one partition. */
    private static final class Fates {

        private final Map<Decision, Integer> decided = new EnumMap<>(Decision.class);
        private int received;
        private int deadLettered;
        private int parked;

        private IntakeCounts counts() {
            IntakeCounts counts = IntakeCounts.from(0)
                    .plusReceived(received)
                    .plusDeadLettered(deadLettered)
                    .plusParked(parked);
            for (Map.Entry<Decision, Integer> each : decided.entrySet()) {
                counts = counts.plus(each.getKey(), each.getValue());
            }
            return counts;
        }
    }

    private final Map<TopicPartition, Fates> fates = new HashMap<>();
    private @Nullable ConsumerRecord<byte[], byte[]> last;
    private Fates lasts = new Fates();

    private PartitionCounts() {}

    public static PartitionCounts of(List<PartitionRun> received, CommitResult verdict) {
        PartitionCounts tally = new PartitionCounts();
        for (PartitionRun run : received) {
            tally.of(run.first()).received += run.records().size();
        }
        for (RecordDecision decided : verdict.decided()) {
            tally.of(decided.raw()).decided.merge(decided.decision(), 1, Integer::sum);
        }
        for (RefusedRecord refused : verdict.refused()) {
            tally.of(refused.raw()).deadLettered++;
        }
        for (ParkedRecord parked : verdict.parked()) {
            tally.of(parked.raw()).parked++;
        }
        return tally;
    }

    /**
     * Of records that waited: they were received before, and those that are decided or refused wait no longer.
     *
     * @param verdict on records of one partition
     */
    public static IntakeCounts afterWaiting(CommitResult verdict) {
        Fates fates = new Fates();
        verdict.decided().forEach(decided -> fates.decided.merge(decided.decision(), 1, Integer::sum));
        fates.deadLettered = verdict.refused().size();
        fates.parked = -verdict.decided().size() - verdict.refused().size();
        return fates.counts();
    }

    public Map<TopicPartition, IntakeCounts> counts() {
        Map<TopicPartition, IntakeCounts> counts = new HashMap<>();
        fates.forEach((partition, each) -> counts.put(partition, each.counts()));
        return counts;
    }

    /** Records that follow each other are of the same partition as a rule, which is then not looked up. */
    private Fates of(ConsumerRecord<byte[], byte[]> record) {
        if (last == null || !PartitionRun.together(last, record)) {
            lasts = fates.computeIfAbsent(OffsetCommits.partition(record), partition -> new Fates());
        }
        last = record;
        return lasts;
    }
}
