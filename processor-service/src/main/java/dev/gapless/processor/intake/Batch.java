package dev.gapless.processor.intake;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Records that are decided, published and ended in one transaction.
 *
 * @param group the membership under which they were taken: Kafka refuses their offsets once it is an older one
 */
record Batch(List<ConsumerRecord<byte[], byte[]>> records, ConsumerGroupMetadata group) {

    Batch {
        records = List.copyOf(records);
    }
}
