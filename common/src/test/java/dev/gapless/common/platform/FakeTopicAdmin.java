package dev.gapless.common.platform;

import dev.gapless.common.platform.TopicRequirement.FoundTopic;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.errors.TimeoutException;

/** Topics without a broker. */
final class FakeTopicAdmin implements TopicAdmin {

    final Map<String, FoundTopic> topics = new HashMap<>();
    final List<String> made = new ArrayList<>();
    final List<String> orders = new ArrayList<>();
    final Map<String, String> refusals = new HashMap<>();
    boolean away;
    int closed;

    @Override
    public Map<String, FoundTopic> find(Collection<String> names) {
        if (away) {
            throw new TimeoutException("no broker answers");
        }
        Map<String, FoundTopic> found = new HashMap<>(topics);
        found.keySet().retainAll(names);
        return found;
    }

    @Override
    public Map<String, String> create(List<TopicRequirement> wanted) {
        for (TopicRequirement topic : wanted) {
            if (!refusals.containsKey(topic.topic())) {
                made.add(topic.topic());
                topics.put(topic.topic(), new FoundTopic(topic.partitions(), topic.replication(), topic.configs()));
            }
        }
        return refusals;
    }

    @Override
    public Map<String, String> set(List<TopicDifference> differences) {
        for (TopicDifference difference : differences) {
            if (!refusals.containsKey(difference.topic())) {
                orders.add(difference.topic() + " " + difference.setting() + "=" + difference.value());
                change(difference.topic(), difference.setting(), difference.value());
            }
        }
        return refusals;
    }

    void change(String topic, String setting, String value) {
        FoundTopic before = topics.get(topic);
        if (before == null) {
            throw new IllegalArgumentException(topic);
        }
        Map<String, String> settings = new HashMap<>(before.settings());
        settings.put(setting, value);
        topics.put(topic, new FoundTopic(before.partitions(), before.replication(), settings));
    }

    @Override
    public void close() {
        closed++;
    }
}
