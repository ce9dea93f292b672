package dev.gapless.processor.intake;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;

/** Asks with an admin client of its own, opened for the question: it is asked once per assignment. */
final class AdminTopicIds implements TopicIds {

    private static final long WAIT_SECONDS = 10;

    private final Map<String, Object> config;

    AdminTopicIds(Map<String, Object> config) {
        this.config = Map.copyOf(config);
    }

    @Override
    public Map<String, UUID> resolve() throws InterruptedException {
        try (Admin admin = Admin.create(config)) {
            return admin
                    .describeTopics(KafkaClients.TOPICS)
                    .allTopicNames()
                    .get(WAIT_SECONDS, TimeUnit.SECONDS)
                    .values()
                    .stream()
                    .collect(Collectors.toMap(TopicDescription::name, AdminTopicIds::id));
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("the captured topics cannot be described", e);
        }
    }

    private static UUID id(TopicDescription topic) {
        return new UUID(
                topic.topicId().getMostSignificantBits(), topic.topicId().getLeastSignificantBits());
    }
}
