package dev.gapless.common.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gapless.common.message.TopicNames;
import dev.gapless.common.platform.TopicRequirement.FoundTopic;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;
import org.springframework.util.unit.DataSize;

class TopicOwnerTest {

    private final FakeTopicAdmin kafka = new FakeTopicAdmin();
    private final PlatformProperties.Topics wanted =
            new PlatformProperties.Topics(12, (short) 3, (short) 2, DataSize.ofMegabytes(8), Duration.ofMillis(5));
    private final TopicOwner owner = new TopicOwner(TopicRequirement.all(wanted), kafka, wanted.checkEvery());
    private final TopicsHealth health = new TopicsHealth(owner);

    @Test
    void absent_topics_are_made_as_the_promise_needs_them() throws InterruptedException {
        owner.round();
        assertThat(owner.ready()).as("not before they were seen").isFalse();
        owner.round();

        assertThat(owner.ready()).isTrue();
        assertThat(kafka.topics).hasSize(9);
        assertThat(settings(TopicNames.CAPTURED_LIVE))
                .containsEntry("retention.ms", "-1")
                .containsEntry("retention.bytes", "-1")
                .containsEntry("cleanup.policy", "delete")
                .containsEntry("min.insync.replicas", "2")
                .containsEntry("unclean.leader.election.enable", "false")
                .containsEntry("max.message.bytes", "9437184");
        assertThat(settings(TopicNames.CAPTURE_ASSIGNMENTS))
                .containsEntry("cleanup.policy", "compact")
                .doesNotContainKey("retention.ms");
        assertThat(settings(TopicNames.CHANGES)).doesNotContainKey("retention.ms");
    }

    @Test
    void what_a_broker_made_by_itself_is_set_right_where_that_is_safe() throws InterruptedException {
        made();
        kafka.change(TopicNames.CAPTURE_ASSIGNMENTS, "cleanup.policy", "delete");
        kafka.change(TopicNames.DEAD_LETTERS, "retention.ms", "604800000");
        kafka.change(TopicNames.COVERAGE, "max.message.bytes", "1048588");

        owner.round();
        assertThat(health.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
        owner.round();

        assertThat(kafka.orders)
                .containsExactlyInAnyOrder(
                        TopicNames.CAPTURE_ASSIGNMENTS + " cleanup.policy=compact",
                        TopicNames.DEAD_LETTERS + " retention.ms=-1",
                        TopicNames.COVERAGE + " max.message.bytes=9437184");
        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void larger_limits_and_more_copies_are_left_alone() throws InterruptedException {
        made();
        kafka.change(TopicNames.COVERAGE, "max.message.bytes", "20000000");
        kafka.change(TopicNames.COVERAGE, "min.insync.replicas", "3");

        owner.round();

        assertThat(owner.ready()).isTrue();
        assertThat(kafka.orders).isEmpty();
    }

    @Test
    void another_number_of_partitions_refuses_readiness_in_words_and_is_never_changed() throws InterruptedException {
        made();
        kafka.topics.computeIfPresent(
                TopicNames.CAPTURED_LIVE, (name, topic) -> new FoundTopic(25, 3, topic.settings()));

        owner.round();

        assertThat(owner.ready()).isFalse();
        assertThat(health.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
        assertThat(health.health().getDetails().toString())
                .contains("gapless.captured-live", "partitions", "wanted=12", "found=25")
                .contains("Set gapless.topics.partitions to 25 at all services");
        assertThat(kafka.orders).isEmpty();
        assertThat(kafka.made).isEmpty();
    }

    @Test
    void with_too_few_copies_the_acknowledgements_are_not_raised_either() throws InterruptedException {
        made();
        kafka.topics.computeIfPresent(TopicNames.COVERAGE, (name, topic) -> new FoundTopic(12, 1, topic.settings()));
        kafka.change(TopicNames.COVERAGE, "min.insync.replicas", "1");

        owner.round();

        assertThat(kafka.orders).isEmpty();
        assertThat(owner.state().differences())
                .extracting(TopicDifference::setting)
                .containsExactly("replication", "min.insync.replicas");
    }

    @Test
    void what_kafka_refuses_is_told_with_its_cause() throws InterruptedException {
        kafka.refusals.put(TopicNames.CHANGES, "InvalidReplicationFactorException: one broker");

        owner.round();

        assertThat(health.health().getDetails().toString())
                .contains("gapless.changes", "InvalidReplicationFactorException: one broker")
                .contains("gapless.topics.replication");
    }

    @Test
    void a_setting_that_the_service_may_not_change_is_told_with_the_command_that_does() throws InterruptedException {
        made();
        kafka.change(TopicNames.CHANGES, "cleanup.policy", "compact");
        kafka.refusals.put(TopicNames.CHANGES, "TopicAuthorizationException: not authorized");

        owner.round();
        owner.round();

        assertThat(owner.ready()).isFalse();
        assertThat(health.health().getDetails().toString())
                .contains("kafka-configs.sh --alter --topic gapless.changes --add-config cleanup.policy=delete")
                .contains("TopicAuthorizationException: not authorized");
    }

    @Test
    void a_kafka_that_comes_late_is_asked_until_it_is_there() throws Exception {
        kafka.away = true;
        owner.round();
        assertThat(health.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
        assertThat(health.health().getDetails()).containsKey("kafka");
        assertThat(kafka.closed)
                .as("the next question is asked with a new client")
                .isEqualTo(1);

        kafka.away = false;
        owner.start();
        try {
            CompletableFuture.runAsync(owner::await).get(30, TimeUnit.SECONDS);
        } finally {
            owner.stop();
        }
        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void a_kafka_that_goes_away_takes_nobody_out_of_service() throws InterruptedException {
        made();
        owner.round();
        kafka.away = true;

        owner.round();

        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void a_setting_that_somebody_changes_later_is_set_again_and_stops_nobody() throws InterruptedException {
        made();
        owner.round();
        kafka.change(TopicNames.CAPTURED_LIVE, "retention.ms", "3600000");

        owner.round();

        assertThat(owner.ready()).isTrue();
        assertThat(settings(TopicNames.CAPTURED_LIVE)).containsEntry("retention.ms", "-1");
    }

    @Test
    void who_waits_is_let_go_when_the_service_stops() {
        kafka.away = true;
        owner.start();
        CompletableFuture<Void> waiting = CompletableFuture.runAsync(owner::await);

        owner.stop();

        assertThatThrownBy(() -> waiting.get(30, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(TopicsNotReadyException.class);
    }

    private void made() {
        TopicRequirement.all(wanted)
                .forEach(topic -> kafka.topics.put(
                        topic.topic(), new FoundTopic(topic.partitions(), topic.replication(), topic.configs())));
    }

    private Map<String, String> settings(String topic) {
        return Objects.requireNonNull(kafka.topics.get(topic)).settings();
    }
}
