package dev.gapless.common.platform;

import dev.gapless.common.platform.TopicOwner.State;
import java.util.List;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Refuses readiness until the topics are what they must be, and says in what they are not. */
final class TopicsHealth implements HealthIndicator {

    private final TopicOwner owner;

    TopicsHealth(TopicOwner owner) {
        this.owner = owner;
    }

    @Override
    public Health health() {
        State state = owner.state();
        Health.Builder health = state.right() ? Health.up() : Health.outOfService();
        if (state.unanswered() != null) {
            health.withDetail("kafka", state.unanswered());
        }
        if (!state.differences().isEmpty()) {
            health.withDetail("differences", words(state.differences()));
        }
        return health.build();
    }

    private static List<Map<String, String>> words(List<TopicDifference> differences) {
        return differences.stream()
                .map(difference -> Map.of(
                        "topic", difference.topic(),
                        "setting", difference.setting(),
                        "wanted", difference.wanted(),
                        "found", difference.found(),
                        "remedy", difference.remedy()))
                .toList();
    }
}
