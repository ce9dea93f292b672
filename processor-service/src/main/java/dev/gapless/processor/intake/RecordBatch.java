package dev.gapless.processor.intake;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Records that are decided, published and ended in one transaction. */
final class RecordBatch {

    private final List<ConsumerRecord<byte[], byte[]>> records;
    private final List<PartitionRun> runs;
    private final ConsumerGroupMetadata group;

    /** @param group the membership under which they were taken: Kafka refuses their offsets once it is an older one */
    RecordBatch(List<ConsumerRecord<byte[], byte[]>> records, ConsumerGroupMetadata group) {
        this.records = List.copyOf(records);
        this.runs = PartitionRun.of(this.records);
        this.group = group;
    }

    List<ConsumerRecord<byte[], byte[]>> records() {
        return records;
    }

    /** The same records. */
    List<PartitionRun> runs() {
        return runs;
    }

    ConsumerGroupMetadata group() {
        return group;
    }

    boolean isEmpty() {
        return records.isEmpty();
    }
}
