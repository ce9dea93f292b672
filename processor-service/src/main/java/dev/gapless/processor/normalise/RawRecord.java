package dev.gapless.processor.normalise;

import dev.gapless.common.message.CapturedRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Kafka's record as the captured record it should be. */
final class RawRecord {

    private RawRecord() {}

    /** @throws IllegalArgumentException when it is not one; the message names the header */
    static CapturedRecord captured(ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value();
        if (value == null) {
            throw new IllegalArgumentException("value: null (expected: the upstream's bytes)");
        }
        return CapturedRecord.of(
                name -> {
                    Header header = record.headers().lastHeader(name);
                    return header == null ? null : header.value();
                },
                value);
    }
}
