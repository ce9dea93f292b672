package dev.gapless.processor.intake;

import dev.gapless.common.message.Decision;
import dev.gapless.common.message.IntakeCounts;
import dev.gapless.processor.deadletters.RefusedRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * What became of a batch, by partition. The records received are counted as they came off Kafka and their fates as they
 * were decided, so that one that is lost in between makes the two differ.
 */
final class Tally {

    private final Map<TopicPartition, IntakeCounts> counts = new HashMap<>();

    private Tally() {}

    static Tally of(List<ConsumerRecord<byte[], byte[]>> received, Verdict verdict) {
        Tally tally = new Tally();
        for (ConsumerRecord<byte[], byte[]> record : received) {
            tally.add(record, IntakeCounts::plusReceived);
        }
        for (Decided decided : verdict.decided()) {
            Decision decision = decided.decision();
            tally.add(decided.raw(), counts -> counts.plus(decision));
        }
        for (RefusedRecord refused : verdict.refused()) {
            tally.add(refused.raw(), IntakeCounts::plusDeadLettered);
        }
        return tally;
    }

    Map<TopicPartition, IntakeCounts> counts() {
        return Map.copyOf(counts);
    }

    private void add(ConsumerRecord<byte[], byte[]> record, UnaryOperator<IntakeCounts> one) {
        counts.compute(
                Offsets.partition(record),
                (partition, before) -> one.apply(before == null ? IntakeCounts.from(0) : before));
    }
}
