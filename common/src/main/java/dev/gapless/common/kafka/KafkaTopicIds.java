package dev.gapless.common.kafka;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;

/** Kafka's own ids of topics: a topic that was made anew has another id, and so other log positions. */
public final class KafkaTopicIds {

    private static final long TIMEOUT_SECONDS = 10;

    private KafkaTopicIds() {}

    public static UUID uuid(Uuid id) {
        return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    /**
     * The ids by name, of all of the topics.
     *
     * @throws KafkaException when Kafka does not answer within ten seconds, or lacks one of the topics
     */
    public static Map<String, UUID> read(Admin admin, Collection<String> topics) throws InterruptedException {
        Map<String, UUID> ids = new HashMap<>();
        try {
            admin.describeTopics(topics)
                    .allTopicNames()
                    .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                    .forEach((name, topic) -> ids.put(name, uuid(topic.topicId())));
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("the topics %s cannot be described".formatted(topics), e);
        }
        return ids;
    }

    /**
     * The same with an admin client that is opened for the question.
     *
     * @param settings of an admin client
     */
    public static Map<String, UUID> read(Map<String, Object> settings, Collection<String> topics)
            throws InterruptedException {
        try (Admin admin = Admin.create(settings)) {
            return read(admin, topics);
        }
    }
}
