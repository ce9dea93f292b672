package dev.gapless.processor.intake;

import java.util.Map;
import java.util.UUID;

/** Kafka's own ids of the captured topics, by name: a topic made anew has another one, and so other log positions. */
@FunctionalInterface
interface TopicIds {

    /** Asks Kafka. */
    Map<String, UUID> resolve() throws InterruptedException;
}
