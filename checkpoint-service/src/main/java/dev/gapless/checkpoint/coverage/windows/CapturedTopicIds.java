package dev.gapless.checkpoint.coverage.windows;

import dev.gapless.common.message.IngestPath;
import java.util.UUID;

/** Kafka's ids of the captured topics as they are now. */
@FunctionalInterface
public interface CapturedTopicIds {

    /**
     * The id of the topic to which the path's records go.
     *
     * @throws org.apache.kafka.common.KafkaException when Kafka does not answer
     */
    UUID of(IngestPath path);
}
