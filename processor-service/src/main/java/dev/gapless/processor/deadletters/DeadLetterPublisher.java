package dev.gapless.processor.deadletters;

import dev.gapless.common.message.Topics;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/**
 * The record of {@code dead-letters}: key and bytes as they came, the cause in headers, and beside it the headers that
 * the record came with, so that it can be replayed as it was. Where both have a header of one name, the one that came
 * is kept under {@code original-} and its name.
 */
public final class DeadLetterPublisher {

    public ProducerRecord<byte[], byte[]> record(RefusedRecord refused) {
        var record = new ProducerRecord<>(
                Topics.DEAD_LETTERS, refused.raw().key(), refused.letter().value());
        Map<String, byte[]> cause = refused.letter().headers();
        for (Header came : refused.raw().headers()) {
            String name = cause.containsKey(came.key()) ? "original-" + came.key() : came.key();
            record.headers().add(name, came.value());
        }
        cause.forEach(record.headers()::add);
        return record;
    }
}
