package dev.gapless.processor.intake;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Records that are decided, published and ended in one transaction. */
final class Batch {

    private final List<ConsumerRecord<byte[], byte[]>> records;
    private final List<Run> runs;
    private final ConsumerGroupMetadata group;

    /** @param group the membership under which they were taken: Kafka refuses their offsets once it is an older one */
    Batch(List<ConsumerRecord<byte[], byte[]>> records, ConsumerGroupMetadata group) {
        this.records = List.copyOf(records);
        this.runs = Run.of(this.records);
        this.group = group;
    }

    List<ConsumerRecord<byte[], byte[]>> records() {
        return records;
    }

    /** The same records. */
    List<Run> runs() {
        return runs;
    }

    ConsumerGroupMetadata group() {
        return group;
    }

    boolean isEmpty() {
        return records.isEmpty();
    }
}
