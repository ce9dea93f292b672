package dev.gapless.scheduler.queues;

import dev.gapless.scheduler.drains.ClassBacklog;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What waits between the services.
 *
 * @param sampledAt when the scheduler that answers last asked Kafka; null before the first answer
 * @param queues by topic
 * @param classes gaps by priority class, as they stand now
 */
record QueueReport(@Nullable Instant sampledAt, List<QueueView> queues, List<ClassBacklog> classes) {

    /**
     * A topic and its readers.
     *
     * @param depth records before the readers; null when Kafka did not say
     * @param perSecond by how many the depth grows, below 0 while it shrinks; null with fewer than three samples
     * @param secondsToDrain at that speed; null while the depth does not shrink
     */
    record QueueView(
            String topic,
            @Nullable Long depth,
            @Nullable Double perSecond,
            @Nullable Long secondsToDrain) {}
}
