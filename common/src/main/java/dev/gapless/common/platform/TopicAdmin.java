package dev.gapless.common.platform;

import dev.gapless.common.platform.TopicRequirement.FoundTopic;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The few questions and orders about topics. Each throws a {@code KafkaException} when Kafka cannot be asked. */
interface TopicAdmin extends AutoCloseable {

    /** Those that are there, by name. */
    Map<String, FoundTopic> find(Collection<String> topics) throws InterruptedException;

    /**
     * Makes topics; one that is there meanwhile is left as it is.
     *
     * @return why Kafka refused one, by name
     */
    Map<String, String> create(List<TopicRequirement> topics) throws InterruptedException;

    /**
     * Sets the values of these differences.
     *
     * @return why Kafka refused those of a topic, by name
     */
    Map<String, String> set(List<TopicDifference> differences) throws InterruptedException;

    @Override
    void close();
}
