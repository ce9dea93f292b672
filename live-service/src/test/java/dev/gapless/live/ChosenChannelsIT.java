package dev.gapless.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gapless.common.live.ChannelName;
import dev.gapless.common.live.LiveChangeClient;
import dev.gapless.common.position.StreamId;
import dev.gapless.testing.servers.TestServers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Patterns, single items and snapshots, with a real log. */
class ChosenChannelsIT {

    private static final int MANY = 300;

    @TempDir
    private Path directory;

    private final ChangeTopicWriter writer = new ChangeTopicWriter();
    private final String stream = TestServers.unique("t");
    private final StreamId one = new StreamId("it", "one", stream);
    private final StreamId two = new StreamId("it", "two", stream);
    private final StreamId other = new StreamId("it", "one", stream + "-other");
    private final ChannelName pattern = ChannelName.parse("it/*/" + stream);
    private final ChannelName item = ChannelName.parse(one.key() + "/3");

    ChosenChannelsIT() throws ExecutionException, InterruptedException {}

    @AfterEach
    void close() {
        writer.close();
    }

    @Test
    void a_pattern_and_an_item_are_heard_and_resumed_from_memory_and_from_kafka() throws Exception {
        try (LiveReplica replica = start("--gapless.live.history.per-channel=20")) {
            HeardChanges heard = new HeardChanges();
            HeardChanges ofItem = new HeardChanges();
            String patternOffset;
            String itemOffset;
            try (LiveChangeClient client = LiveChangeClients.quick(List.of(replica.address()), heard);
                    LiveChangeClient single = LiveChangeClients.quick(List.of(replica.address()), ofItem)) {
                client.subscribe(pattern, "");
                single.subscribe(item, "");
                await().until(() -> heard.messages("subscribed").size() == 1
                        && ofItem.messages("subscribed").size() == 1);
                writer.write(other, 0, 5);
                writer.write(one, 0, 5);
                writer.write(two, 10, 5);
                await().until(() ->
                        heard.items().size() >= 10 && !ofItem.items().isEmpty());
                patternOffset = client.offset(pattern);
                itemOffset = single.offset(item);
            }
            assertThat(new HashSet<>(heard.items())).isEqualTo(ids(0, 5, 10, 15));
            assertThat(streams(heard)).containsExactlyInAnyOrder(one.key(), two.key());
            assertThat(ofItem.items()).containsExactly("3");
            writer.write(two, 20, 3);
            assertResumed(replica, pattern, patternOffset, ids(20, 23));
            // more than memory holds of them
            writer.write(one, 0, MANY);
            writer.write(other, 0, 50);
            writer.write(two, MANY, 5);
            Set<String> later = ids(20, 23, 0, MANY);
            later.addAll(ids(MANY, MANY + 5));
            assertResumed(replica, pattern, patternOffset, later);
            assertResumed(replica, item, itemOffset, Set.of("3"));
            assertPolled(replica, item.key(), itemOffset, Set.of("3"));
            assertPolled(replica, pattern.key(), patternOffset, later);
        }
    }

    /** What the ledger holds comes between the reset and the place, and what follows is heard. */
    @Test
    void a_reset_is_followed_by_the_present_items_when_they_are_wanted_and_can_be_had() throws Exception {
        List<String> asked = new CopyOnWriteArrayList<>();
        HttpServer ledger = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ledger.createContext("/v1/items/", exchange -> answerItems(exchange, asked));
        ledger.start();
        try (LiveReplica replica = start("--gapless.checkpoint-url=http://127.0.0.1:"
                + ledger.getAddress().getPort())) {
            HeardChanges heard = new HeardChanges();
            try (LiveChangeClient client = LiveChangeClients.quick(List.of(replica.address()), heard)) {
                client.subscribe(ChannelName.of(one), "another:a0.a0.a0.a0", true);
                await().until(() -> !heard.messages("subscribed").isEmpty());
                assertThat(heard.resets()).containsExactly("epoch_changed");
                assertThat(items(heard)).hasSize(1_500).startsWith("00000@7").endsWith("01499@7");
                List<JsonNode> parts = heard.messages("snapshot");
                assertThat(parts.getLast().path("last").asBoolean()).isTrue();
                assertThat(parts.subList(0, parts.size() - 1))
                        .isNotEmpty()
                        .noneMatch(part -> part.path("last").asBoolean());
                writer.write(one, 5, 1);
                await().until(() -> heard.items().equals(List.of("5")));
            }
            assertThat(asked).allMatch(path -> path.startsWith("/v1/items/" + one.key()));
            HeardChanges ofItem = new HeardChanges();
            try (LiveChangeClient client = LiveChangeClients.quick(List.of(replica.address()), ofItem)) {
                client.subscribe(ChannelName.parse(one.key() + "/00042"), "", true);
                await().until(() -> !ofItem.messages("subscribed").isEmpty());
                assertThat(items(ofItem)).containsExactly("00042@7");
            }
            ledger.stop(0);
            HeardChanges without = new HeardChanges();
            try (LiveChangeClient client = LiveChangeClients.quick(List.of(replica.address()), without)) {
                client.subscribe(ChannelName.of(one), "another:a0.a0.a0.a0", true);
                await().until(() -> !without.messages("subscribed").isEmpty());
                assertThat(without.resets()).containsExactly("epoch_changed");
                assertThat(without.messages("snapshot")).isEmpty();
            }
        }
    }

    private void answerItems(HttpExchange exchange, List<String> asked) throws IOException {
        try (exchange) {
            asked.add(exchange.getRequestURI().getPath());
            boolean first = exchange.getRequestURI().getQuery().endsWith("after=");
            int from = first ? 0 : 1_000;
            int to = first ? 1_000 : 1_500;
            String lines = IntStream.range(from, to)
                    .mapToObj(number -> "{\"id\":\"%05d\",\"version\":7,\"position\":%d,\"item\":{\"text\":\"%s\"}}%n"
                            .formatted(number, number, "x".repeat(100)))
                    .collect(Collectors.joining());
            if (first) {
                exchange.getResponseHeaders().set("X-Next-After", "00999");
            }
            byte[] body = lines.getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private LiveReplica start(String setting) throws IOException {
        return LiveReplica.start(directory, writer.servers(), "--gapless.live.socket.flush-every=20ms", setting);
    }

    private static void assertResumed(LiveReplica replica, ChannelName channel, String offset, Set<String> expected) {
        HeardChanges heard = new HeardChanges();
        try (LiveChangeClient client = LiveChangeClients.quick(List.of(replica.address()), heard)) {
            client.subscribe(channel, offset);
            await().until(() -> new HashSet<>(heard.items()).containsAll(expected));
            assertThat(new HashSet<>(heard.items())).isEqualTo(expected);
            assertThat(heard.messages("subscribed").getFirst().path("recovered").asBoolean())
                    .isTrue();
            assertThat(heard.resets()).isEmpty();
        }
    }

    private static void assertPolled(LiveReplica replica, String channel, String offset, Set<String> expected)
            throws IOException, InterruptedException {
        Set<String> polled = new HashSet<>();
        String next = offset;
        try (PlayedClients clients = new PlayedClients(replica)) {
            String ticket = PlayedClients.encoded(clients.ticket(""));
            while (!polled.containsAll(expected)) {
                URI address = replica.address()
                        .resolve("/v1/live/streams/%s?ticket=%s&offset=%s".formatted(channel, ticket, next));
                HttpResponse<String> answer =
                        clients.http().send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
                assertThat(answer.statusCode()).isEqualTo(200);
                polled.addAll(PlayedClients.items(new JsonMapper().readTree(answer.body())));
                next = answer.headers().firstValue("Stream-Next-Offset").orElseThrow();
            }
        }
        assertThat(polled).isEqualTo(expected);
    }

    private static List<String> items(HeardChanges heard) {
        List<String> items = new ArrayList<>();
        heard.messages("snapshot")
                .forEach(part -> part.path("items")
                        .forEach(each -> items.add(each.path("item").asString() + "@"
                                + each.path("version").asString())));
        return items;
    }

    private static Set<String> streams(HeardChanges heard) {
        return heard.changes().stream()
                .map(change -> change.path("stream").asString())
                .collect(Collectors.toSet());
    }

    /** Ids of ranges, each given by its begin and its end. */
    private static Set<String> ids(int... ends) {
        Set<String> ids = new HashSet<>();
        for (int range = 0; range < ends.length; range += 2) {
            IntStream.range(ends[range], ends[range + 1])
                    .mapToObj(Integer::toString)
                    .forEach(ids::add);
        }
        return ids;
    }
}
