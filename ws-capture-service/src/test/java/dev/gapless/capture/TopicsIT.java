package dev.gapless.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.common.message.TopicNames;
import dev.gapless.common.platform.RequiredTopics;
import dev.gapless.testing.servers.TestServers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** Topics that others have made or changed. */
class TopicsIT {

    private static final int GROWN = 25;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final Admin admin = Admin.create(
            Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, TestServers.get().kafkaBootstrapServers()));

    /** A topic never shrinks: the tests that come next have another one. */
    @AfterEach
    void removeTopics() throws ExecutionException, InterruptedException {
        admin.deleteTopics(ours()).all().get();
        admin.close();
    }

    @Test
    void partitions_that_somebody_adds_change_no_owner_and_no_deleted_account_is_captured_on() throws Exception {
        try (CaptureRig rig = new CaptureRig()) {
            List<String> accounts =
                    IntStream.range(0, 16).mapToObj("grown-%02d"::formatted).toList();
            rig.upstream.confirmAll();
            ConfigurableApplicationContext first = rig.startCapture();
            ConfigurableApplicationContext second = rig.startCapture();
            accounts.forEach(rig::assign);
            awaitOneConnectionEach(rig, accounts);

            grow();

            ConfigurableApplicationContext late = rig.startCaptureOf(12);
            await().atMost(TIMEOUT)
                    .untilAsserted(() -> assertThat(readiness(late))
                            .contains("gapless.capture-assignments", "\"found\":\"25\"", "\"wanted\":\"12\"")
                            .contains("Set gapless.topics.partitions to 25"));
            assertThat(late.getBean(RequiredTopics.class).ready()).isFalse();

            accounts.subList(0, 8).forEach(rig::unassign);
            List<String> kept = accounts.subList(8, 16);
            awaitConnections(rig, accounts.subList(0, 8), 0);
            awaitOneConnectionEach(rig, kept);

            late.close();
            first.close();
            second.close();
            rig.configurePartitions(GROWN);
            ConfigurableApplicationContext drained = rig.startCaptureOf(GROWN);
            await().atMost(TIMEOUT).until(drained.getBean(RequiredTopics.class)::ready);
            kept.forEach(rig::assign);
            awaitOneConnectionEach(rig, kept);
            kept.forEach(rig::unassign);
            awaitConnections(rig, accounts, 0);
            assertThat(readiness(drained)).contains("\"status\":\"UP\"");
        }
    }

    @Test
    void what_a_broker_made_by_its_own_defaults_is_set_right_before_anything_is_claimed() throws Exception {
        try (CaptureRig rig = new CaptureRig()) {
            rig.startCapture();
        }
        List<String> names = ours();
        admin.deleteTopics(names).all().get();
        await().atMost(TIMEOUT).until(() -> ours().isEmpty());
        admin.createTopics(names.stream()
                        .map(name -> new NewTopic(name, 12, (short) 1))
                        .toList())
                .all()
                .get();
        await().atMost(TIMEOUT)
                .ignoreExceptionsInstanceOf(ExecutionException.class)
                .until(() -> setting(TopicNames.CAPTURE_ASSIGNMENTS, "cleanup.policy")
                        .equals("delete"));
        assertThat(setting(TopicNames.CAPTURED_LIVE, "retention.ms")).isEqualTo("604800000");

        try (CaptureRig rig = new CaptureRig()) {
            rig.startCapture();

            assertThat(setting(TopicNames.CAPTURE_ASSIGNMENTS, "cleanup.policy"))
                    .isEqualTo("compact");
            assertThat(setting(TopicNames.CAPTURED_LIVE, "retention.ms")).isEqualTo("-1");
            assertThat(setting(TopicNames.CAPTURED_BACKFILL, "max.message.bytes"))
                    .isEqualTo("9437184");
        }
    }

    private String setting(String topic, String name) throws ExecutionException, InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Config config = Objects.requireNonNull(
                admin.describeConfigs(List.of(resource)).all().get().get(resource));
        return config.get(name).value();
    }

    private void grow() throws ExecutionException, InterruptedException {
        Map<String, NewPartitions> more = new HashMap<>();
        ours().forEach(topic -> more.put(topic, NewPartitions.increaseTo(GROWN)));
        admin.createPartitions(more).all().get();
    }

    private List<String> ours() throws ExecutionException, InterruptedException {
        return admin.listTopics().names().get().stream()
                .filter(name -> name.startsWith("gapless."))
                .toList();
    }

    private static void awaitOneConnectionEach(CaptureRig rig, List<String> accounts) {
        awaitConnections(rig, accounts, 1);
    }

    private static void awaitConnections(CaptureRig rig, List<String> accounts, int each) {
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(accounts)
                        .allSatisfy(account -> assertThat(
                                        rig.upstream.peers(account).stream().filter(peer -> !peer.isGone()))
                                .as(account)
                                .hasSize(each)));
    }

    private static String readiness(ConfigurableApplicationContext capture) throws IOException, InterruptedException {
        String port = capture.getEnvironment().getRequiredProperty("local.server.port");
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(
                                            URI.create("http://127.0.0.1:" + port + "/actuator/health/readiness"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
