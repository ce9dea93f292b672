package dev.gapless.processor.deadletters;

import dev.gapless.common.message.DeadLetter;
import dev.gapless.common.message.TopicNames;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/**
 * The record of {@code dead-letters}: key and bytes as they came, the cause in headers. Beside it stand the headers
 * that the record came with, so that it can be replayed as it was. Where both have a header of one name, the one that
 * came is kept under {@code original-} and its name. So is one whose name begins with {@code original-}, and each can
 * be told apart.
 */
public final class DeadLetterPublisher {

    public ProducerRecord<byte[], byte[]> record(RefusedRecord refused) {
        var record = new ProducerRecord<>(
                TopicNames.DEAD_LETTERS, refused.raw().key(), refused.letter().value());
        Map<String, byte[]> cause = refused.letter().headers();
        for (Header came : refused.raw().headers()) {
            record.headers().add(name(came.key(), cause), came.value());
        }
        cause.forEach(record.headers()::add);
        return record;
    }

    private static String name(String came, Map<String, byte[]> cause) {
        return cause.containsKey(came) || came.startsWith(DeadLetter.ORIGINAL) ? DeadLetter.ORIGINAL + came : came;
    }
}
