package dev.gapless.processor.capturedlog;

import java.util.Map;
import java.util.UUID;

/** Kafka's own ids of the captured topics, by name: a topic made anew has another one, and so other log positions. */
@FunctionalInterface
public interface TopicIds {

    /** Asks Kafka. */
    Map<String, UUID> resolve() throws InterruptedException;
}
