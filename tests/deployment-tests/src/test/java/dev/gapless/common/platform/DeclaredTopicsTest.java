package dev.gapless.common.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.platform.TopicRequirement.FoundTopic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import org.yaml.snakeyaml.Yaml;

@NullUnmarked
class DeclaredTopicsTest {

    @Test
    @SuppressWarnings("unchecked")
    void the_topics_of_the_manifests_are_those_that_the_services_want() throws IOException {
        Map<String, FoundTopic> declared = new HashMap<>();
        String manifests = Files.readString(Path.of("..", "..", "k8s", "components", "strimzi", "topics.yaml"));
        for (Object document : new Yaml().loadAll(manifests)) {
            Map<String, Object> topic = (Map<String, Object>) document;
            Map<String, Object> spec = (Map<String, Object>) topic.get("spec");
            Map<String, String> settings = new HashMap<>();
            ((Map<String, Object>) spec.get("config")).forEach((name, value) -> settings.put(name, value.toString()));
            declared.put(
                    ((Map<String, Object>) topic.get("metadata")).get("name").toString(),
                    new FoundTopic((int) spec.get("partitions"), (int) spec.get("replicas"), settings));
        }

        var wanted = TopicRequirement.all(new PlatformProperties.Topics(
                12, (short) 3, (short) 2, DataSize.ofMegabytes(8), Duration.ofSeconds(30)));

        assertThat(declared.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        wanted.stream().map(TopicRequirement::topic).toList());
        assertThat(wanted)
                .allSatisfy(topic -> assertThat(topic.differences(declared.get(topic.topic())))
                        .isEmpty());
    }
}
