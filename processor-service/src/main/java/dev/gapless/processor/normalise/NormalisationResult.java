package dev.gapless.processor.normalise;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.processor.deadletters.RefusedRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The result of normalising a captured record. */
public sealed interface NormalisationResult {

    /**
     * One version of an item, to be decided on.
     *
     * @param raw as it came off the topic, should it be refused after all
     */
    record Sighted(ConsumerRecord<byte[], byte[]> raw, CapturedRecord captured, Item item)
            implements NormalisationResult {}

    /** It will never be processed as it is. */
    record Refused(RefusedRecord record) implements NormalisationResult {}
}
