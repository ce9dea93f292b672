package dev.gapless.processor.batch;

import dev.gapless.processor.offsets.PartitionRun;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Records that are decided, published and ended in one transaction. */
public final class RecordBatch {

    private final List<ConsumerRecord<byte[], byte[]>> records;
    private final List<PartitionRun> runs;
    private final ConsumerGroupMetadata group;

    /** @param group the membership under which they were taken: Kafka refuses their offsets once it is an older one */
    public RecordBatch(List<ConsumerRecord<byte[], byte[]>> records, ConsumerGroupMetadata group) {
        this.records = List.copyOf(records);
        this.runs = PartitionRun.of(this.records);
        this.group = group;
    }

    public List<ConsumerRecord<byte[], byte[]>> records() {
        return records;
    }

    /** The same records. */
    public List<PartitionRun> runs() {
        return runs;
    }

    public ConsumerGroupMetadata group() {
        return group;
    }

    public boolean isEmpty() {
        return records.isEmpty();
    }
}
