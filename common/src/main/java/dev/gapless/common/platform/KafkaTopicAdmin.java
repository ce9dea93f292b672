package dev.gapless.common.platform;

import dev.gapless.common.platform.TopicRequirement.FoundTopic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Asks a Kafka that may not be there yet, and whose name may not resolve yet. The client is opened when it is needed,
 * and anew after a failure. Used by one thread.
 */
final class KafkaTopicAdmin implements TopicAdmin {

    private static final long WAIT_SECONDS = 10;
    private static final Duration CLOSE = Duration.ofSeconds(1);

    private final Map<String, Object> settings;
    private @Nullable Admin open;

    KafkaTopicAdmin(Map<String, Object> settings) {
        this.settings = Map.copyOf(settings);
    }

    @Override
    public Map<String, FoundTopic> find(Collection<String> topics) throws InterruptedException {
        Map<String, TopicDescription> described = new HashMap<>();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> topic :
                admin().describeTopics(topics).topicNameValues().entrySet()) {
            try {
                described.put(topic.getKey(), get(topic.getValue()));
            } catch (UnknownTopicOrPartitionException e) {
                // the answer for one that is absent
                described.remove(topic.getKey());
            }
        }
        Map<ConfigResource, Config> configs = get(admin().describeConfigs(described.keySet().stream()
                        .map(KafkaTopicAdmin::resource)
                        .toList())
                .all());
        Map<String, FoundTopic> found = new HashMap<>();
        described.forEach((name, topic) -> found.put(name, found(topic, configs.get(resource(name)))));
        return found;
    }

    private static FoundTopic found(TopicDescription topic, @Nullable Config config) {
        Map<String, String> settings = new HashMap<>();
        if (config != null) {
            config.entries().forEach(entry -> settings.put(entry.name(), String.valueOf(entry.value())));
        }
        int replication = topic.partitions().stream()
                .mapToInt(partition -> partition.replicas().size())
                .min()
                .orElse(0);
        return new FoundTopic(topic.partitions().size(), replication, settings);
    }

    @Override
    public Map<String, String> create(List<TopicRequirement> topics) throws InterruptedException {
        return refusals(admin().createTopics(topics.stream()
                        .map(topic -> new NewTopic(topic.topic(), topic.partitions(), topic.replication())
                                .configs(topic.configs()))
                        .toList())
                .values());
    }

    @Override
    public Map<String, String> set(List<TopicDifference> differences) throws InterruptedException {
        Map<ConfigResource, Collection<AlterConfigOp>> orders = new HashMap<>();
        for (TopicDifference difference : differences) {
            orders.computeIfAbsent(resource(difference.topic()), topic -> new ArrayList<>())
                    .add(new AlterConfigOp(new ConfigEntry(difference.setting(), difference.value()), OpType.SET));
        }
        Map<String, KafkaFuture<Void>> answers = new HashMap<>();
        admin().incrementalAlterConfigs(orders)
                .values()
                .forEach((resource, answer) -> answers.put(resource.name(), answer));
        return refusals(answers);
    }

    private Map<String, String> refusals(Map<String, KafkaFuture<Void>> answers) throws InterruptedException {
        Map<String, String> refusals = new HashMap<>();
        for (Map.Entry<String, KafkaFuture<Void>> answer : answers.entrySet()) {
            try {
                var _ = get(answer.getValue());
            } catch (TopicExistsException e) {
                // another service was faster
                refusals.remove(answer.getKey());
            } catch (KafkaException e) {
                refusals.put(answer.getKey(), e.getClass().getSimpleName() + ": " + e.getMessage());
            }
        }
        return refusals;
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }

    private Admin admin() {
        Admin admin = open;
        if (admin == null) {
            admin = Admin.create(settings);
            open = admin;
        }
        return admin;
    }

    private static <T> T get(KafkaFuture<T> answer) throws InterruptedException {
        try {
            return answer.get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
        } catch (TimeoutException e) {
            throw new org.apache.kafka.common.errors.TimeoutException("no answer in " + WAIT_SECONDS + " s", e);
        }
    }

    @Override
    public void close() {
        Admin admin = open;
        open = null;
        if (admin != null) {
            admin.close(CLOSE);
        }
    }
}
