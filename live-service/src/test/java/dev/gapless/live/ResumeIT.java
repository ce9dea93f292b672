package dev.gapless.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.common.live.LiveChangeClient;
import dev.gapless.common.position.StreamId;
import dev.gapless.testing.servers.TestServers;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Clients lose their connection and their replica, and hear each change once or are told to reset. */
class ResumeIT {

    private static final String QUICK = "--gapless.live.socket.flush-every=20ms";

    @TempDir
    private Path directory;

    private final ChangeTopicWriter writer = new ChangeTopicWriter();
    private final StreamId channel = new StreamId("it", TestServers.unique("acc"), "posts");
    private final HeardChanges heard = new HeardChanges();

    ResumeIT() throws ExecutionException, InterruptedException {}

    @AfterEach
    void close() {
        writer.close();
    }

    @Test
    void reconnects_at_random_moments_over_two_replicas_lose_and_repeat_nothing() throws Exception {
        int batches = 150;
        int perBatch = 20;
        int cuts = 0;
        Random random = new Random(7);
        try (LiveReplica one = LiveReplica.start(directory, writer.servers(), QUICK);
                LiveReplica two = LiveReplica.start(directory, writer.servers(), QUICK, "--gapless.instance=it-2");
                LiveChangeClient client = LiveChangeClients.quick(List.of(one.address(), two.address()), heard)) {
            client.subscribe(channel, "");
            await().until(() -> !heard.messages("subscribed").isEmpty());
            for (int batch = 0; batch < batches; batch++) {
                writer.write(channel, batch * perBatch, perBatch);
                if (batch % 7 == 0) {
                    writer.writeAborted(channel, "never-" + batch);
                }
                if (random.nextInt(3) == 0) {
                    Thread.sleep(random.nextInt(15));
                    int subscribed = heard.messages("subscribed").size();
                    client.cut();
                    cuts++;
                    // a client that does not connect as fast as it is cut would do so a few times only
                    if (cuts % 4 == 0) {
                        await().until(() -> heard.messages("subscribed").size() > subscribed);
                    }
                }
                if (batch == batches / 2) {
                    one.stop();
                }
            }
            await().until(() -> heard.items().size() >= batches * perBatch);
            Thread.sleep(200);
        }
        assertThat(heard.resets()).isEmpty();
        assertThat(heard.items()).doesNotHaveDuplicates().hasSize(batches * perBatch);
        assertThat(new HashSet<>(heard.items())).isEqualTo(ids(0, batches * perBatch));
        assertThat(heard.messages("subscribed").size()).isGreaterThan(10);
    }

    @Test
    void what_left_memory_is_read_from_kafka_and_what_left_kafka_is_a_reset() throws Exception {
        String[] small = {QUICK, "--gapless.live.history.per-channel=5", "--gapless.live.history.read-at-start=8"};
        String offset;
        try (LiveReplica replica = LiveReplica.start(directory, writer.servers(), small)) {
            try (LiveChangeClient client = LiveChangeClients.quick(List.of(replica.address()), heard)) {
                client.subscribe(channel, "");
                await().until(() -> !heard.messages("subscribed").isEmpty());
                writer.write(channel, 0, 3);
                await().until(() -> heard.items().size() == 3);
                offset = client.offset(channel);
            }
            writer.write(channel, 3, 200);
            HeardChanges later = new HeardChanges();
            try (LiveChangeClient client = LiveChangeClients.quick(List.of(replica.address()), later)) {
                client.subscribe(channel, offset);
                await().until(() -> later.items().size() >= 200);
                writer.write(channel, 203, 1);
                await().until(() -> later.items().size() >= 201);
                assertThat(later.items()).doesNotHaveDuplicates();
                assertThat(new HashSet<>(later.items())).isEqualTo(ids(3, 204));
                assertThat(later.messages("subscribed")
                                .getFirst()
                                .path("recovered")
                                .asBoolean())
                        .isTrue();
            }
            // page by page, 1 MB each, and so without a bound
            writer.writeLong(channel, 0, 40, 100_000);
            await().untilAsserted(() ->
                    assertThat(durable(replica, offset)).hasSize(241).containsAll(ids(3, 204)));
            assertThat(durable(replica, "-1")).hasSize(244).containsAll(ids(0, 204));
        }
        writer.expireAll();
        try (LiveReplica replica = LiveReplica.start(directory, writer.servers(), small)) {
            await().untilAsserted(() -> assertThat(durable(replica, "-1")).isEmpty());
            assertReset(replica, offset, "expired");
            assertReset(replica, "another:" + offset.substring(offset.indexOf(':') + 1), "epoch_changed");
            assertReset(replica, "nonsense", "offset_unknown");
        }
    }

    /** The items that a client of Durable Streams reads until it is up to date. */
    private List<String> durable(LiveReplica replica, String from) throws IOException, InterruptedException {
        JsonMapper json = new JsonMapper();
        List<String> items = new ArrayList<>();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest mint = HttpRequest.newBuilder(replica.address().resolve("/v1/live/tickets"))
                    .header("Authorization", "Bearer " + LiveReplica.TOKEN.reveal())
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build();
            String ticket = json.readTree(http.send(mint, HttpResponse.BodyHandlers.ofString())
                            .body())
                    .path("ticket")
                    .asString();
            String offset = from;
            for (boolean more = true; more; ) {
                URI page = replica.address()
                        .resolve("/v1/live/durable-streams/%s?ticket=%s&offset=%s"
                                .formatted(channel, URLEncoder.encode(ticket, StandardCharsets.UTF_8), offset));
                HttpResponse<String> answer =
                        http.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).isEqualTo(200);
                String next = answer.headers().firstValue("Stream-Next-Offset").orElseThrow();
                if (!offset.equals("-1")) {
                    assertThat(next).isGreaterThanOrEqualTo(offset);
                }
                json.readTree(answer.body())
                        .forEach(change -> items.add(change.path("item").asString()));
                more = answer.headers().firstValue("Stream-Up-To-Date").isEmpty();
                offset = next;
            }
        }
        return items;
    }

    /** Told before any change, and what comes afterwards is heard. */
    private void assertReset(LiveReplica replica, String offset, String reason) throws IOException {
        HeardChanges after = new HeardChanges();
        try (LiveChangeClient client = LiveChangeClients.quick(List.of(replica.address()), after)) {
            client.subscribe(channel, offset);
            await().until(() -> !after.messages("subscribed").isEmpty());
            assertThat(after.resets()).containsExactly(reason);
            assertThat(after.messages("subscribed").getFirst().path("recovered").asBoolean())
                    .isFalse();
            assertThat(after.items()).isEmpty();
            writer.write(channel, 1_000, 1);
            await().until(() -> after.items().equals(List.of("1000")));
        }
    }

    private static Set<String> ids(int from, int to) {
        return new HashSet<>(
                IntStream.range(from, to).mapToObj(Integer::toString).toList());
    }
}
