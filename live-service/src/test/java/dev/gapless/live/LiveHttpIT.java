package dev.gapless.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.common.live.LiveChangeClient;
import dev.gapless.common.position.StreamId;
import dev.gapless.testing.servers.TestServers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** One channel over HTTP: by long polling, as events, and as a durable stream. */
class LiveHttpIT {

    private final JsonMapper json = new JsonMapper();

    @TempDir
    private Path directory;

    private final ChangeTopicWriter writer = new ChangeTopicWriter();
    private final StreamId channel = new StreamId("it", TestServers.unique("acc"), "posts");
    private LiveReplica replica;
    private PlayedClients clients;

    LiveHttpIT() throws ExecutionException, InterruptedException {}

    @BeforeEach
    void start() throws IOException {
        replica = LiveReplica.start(directory, writer.servers(), "--gapless.live.http.poll=300ms");
        clients = new PlayedClients(replica);
    }

    @AfterEach
    void close() {
        clients.close();
        replica.stop();
        writer.close();
    }

    @Test
    void long_polling_and_events_continue_what_a_socket_began() throws Exception {
        String offset;
        HeardChanges heard = new HeardChanges();
        try (LiveChangeClient client = LiveChangeClients.quick(List.of(replica.address()), heard)) {
            client.subscribe(channel, "");
            await().until(() -> !heard.messages("subscribed").isEmpty());
            writer.write(channel, 0, 2);
            await().until(() -> heard.items().size() == 2);
            offset = client.offset(channel);
        }
        writer.write(channel, 2, 3);
        // a poll ends with what the service has read by then
        HttpResponse<String> first = await().until(
                        () -> poll("offset=" + offset), answer -> answer.statusCode() == 200 && changes(answer) == 3);
        String next = first.headers().firstValue("Stream-Next-Offset").orElseThrow();
        assertThat(PlayedClients.items(json.readTree(first.body()))).containsExactlyInAnyOrder("2", "3", "4");
        HttpResponse<String> nothing = poll("offset=" + next);
        assertThat(nothing.statusCode()).isEqualTo(204);
        assertThat(nothing.headers().firstValue("Stream-Up-To-Date")).contains("true");
        HttpResponse<String> part = poll("offset=" + offset + "&filter="
                + PlayedClients.encoded("[{\"field\":\"/n\",\"op\":\"gt\",\"value\":3}]"));
        assertThat(PlayedClients.items(json.readTree(part.body()))).containsExactly("4");
        assertThat(poll("offset=" + offset + "&filter=1").statusCode()).isEqualTo(400);
        assertThat(poll("offset=other:0.0.0.0").statusCode()).isEqualTo(410);
        assertThat(json.readTree(poll("").body()).path("type").asString()).isEqualTo("subscribed");

        writer.write(channel, 5, 1);
        HttpRequest events = HttpRequest.newBuilder(streamUrl("live=sse"))
                .header("Last-Event-ID", next)
                .build();
        try (var lines = clients.http().send(events, BodyHandlers.ofLines()).body()) {
            List<String> data = lines.filter(line -> line.startsWith("data: "))
                    .limit(2)
                    .map(line -> line.substring("data: ".length()))
                    .toList();
            assertThat(json.readTree(data.getFirst()).path("recovered").asBoolean())
                    .isTrue();
            assertThat(json.readTree(data.get(1)).path("change").path("item").asString())
                    .isEqualTo("5");
        }
    }

    @Test
    void a_client_of_durable_streams_reads_from_the_beginning_waits_and_goes_on() throws Exception {
        clients.awaitReady(clients.ticket(""));
        assertThat(durable("", "").body()).isEqualTo("[]");
        writer.write(channel, 0, 3);
        await().until(() -> json.readTree(durable("", "").body()).size() == 3);
        HttpResponse<String> all = durable("offset=-1", "");
        assertThat(all.headers().firstValue("Stream-Up-To-Date")).contains("true");
        assertThat(all.headers().firstValue("Cache-Control")).contains("private, no-cache");
        String known = header(all, "ETag");
        HttpResponse<String> same = durable("", known);
        assertThat(same.statusCode()).isEqualTo(304);
        String end = header(same, "Stream-Next-Offset");
        assertThat(durable("offset=" + end, "").body()).isEqualTo("[]");
        assertThat(durable("offset=now", "").headers().firstValue("Cache-Control"))
                .contains("no-store");

        HttpResponse<String> waited = durable("live=long-poll&cursor=7&offset=" + end, "");
        assertThat(waited.statusCode()).isEqualTo(204);
        assertThat(header(waited, "Stream-Up-To-Date")).isEqualTo("true");
        String again = header(
                durable("live=long-poll&offset=now&cursor=" + header(waited, "Stream-Cursor"), ""), "Stream-Cursor");
        assertThat(Long.parseLong(again)).isGreaterThan(Long.parseLong(header(waited, "Stream-Cursor")));

        writer.write(channel, 3, 2);
        // a stream of events begins with what the service has read by then
        await().until(() -> json.readTree(durable("offset=" + end, "").body()).size() == 2);
        HttpRequest events =
                HttpRequest.newBuilder(durablePath("live=sse&offset=" + end)).build();
        try (var lines = clients.http().send(events, BodyHandlers.ofLines()).body()) {
            List<String> said =
                    lines.filter(line -> line.startsWith("data:")).limit(2).toList();
            assertThat(said.getFirst()).contains("\"item\":\"3\"");
            assertThat(said.getLast()).contains("\"streamNextOffset\"").contains("\"streamCursor\"");
        }
        HttpRequest head = HttpRequest.newBuilder(durablePath("")).HEAD().build();
        assertThat(header(clients.http().send(head, BodyHandlers.ofString()), "Stream-Next-Offset"))
                .isGreaterThan(end);
    }

    @Test
    void what_durable_streams_do_not_allow_is_refused() throws Exception {
        clients.awaitReady(clients.ticket(""));
        for (String query : List.of(
                "offset=", "offset=0,1", "offset=a&offset=b", "live=long-poll", "live=sse", "live=often&offset=now")) {
            assertThat(durable(query, "").statusCode()).as(query).isEqualTo(400);
        }
        assertThat(durable("offset=other:a0.a0.a0.a0", "").statusCode()).isEqualTo(410);
        URI without = replica.address().resolve("/v1/live/durable-streams/" + channel);
        assertThat(clients.http()
                        .send(HttpRequest.newBuilder(without).build(), BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(401);
        HttpRequest append = HttpRequest.newBuilder(durablePath(""))
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        assertThat(clients.http().send(append, BodyHandlers.ofString()).statusCode())
                .isEqualTo(405);
    }

    /** It must not be told that its ticket is bad: a client takes that for good. */
    @Test
    void a_reader_that_the_history_overtakes_is_asked_to_come_back() throws Exception {
        try (LiveReplica small = LiveReplica.start(
                        directory,
                        writer.servers(),
                        "--gapless.live.history.per-channel=2",
                        "--gapless.live.http.poll=10s");
                PlayedClients readers = new PlayedClients(small)) {
            String ticket = readers.ticket("");
            readers.awaitReady(ticket);
            for (String path : List.of("durable-streams", "streams")) {
                String ends = "/v1/live/%s/%s?ticket=%s&offset=%s";
                URI now = small.address()
                        .resolve(ends.formatted("durable-streams", channel, PlayedClients.encoded(ticket), "now"));
                String offset = header(
                        readers.http().send(HttpRequest.newBuilder(now).build(), BodyHandlers.ofString()),
                        "Stream-Next-Offset");
                URI next = small.address()
                        .resolve((ends + "&live=long-poll")
                                .formatted(path, channel, PlayedClients.encoded(ticket), offset));
                var waiting =
                        readers.http().sendAsync(HttpRequest.newBuilder(next).build(), BodyHandlers.ofString());
                await().until(() -> small.hears(channel));
                writer.write(channel, 0, 200);
                HttpResponse<String> overtaken = waiting.join();
                assertThat(overtaken.statusCode()).as(overtaken.body()).isEqualTo(503);
                assertThat(header(overtaken, "Retry-After")).isEqualTo("1");
                assertThat(readers.http()
                                .send(HttpRequest.newBuilder(next).build(), BodyHandlers.ofString())
                                .statusCode())
                        .isEqualTo(200);
            }
        }
    }

    private int changes(HttpResponse<String> answer) {
        return PlayedClients.items(json.readTree(answer.body())).size();
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElseThrow();
    }

    private URI durablePath(String query) throws IOException, InterruptedException {
        return replica.address()
                .resolve("/v1/live/durable-streams/%s?ticket=%s&%s"
                        .formatted(channel, PlayedClients.encoded(clients.ticket("")), query));
    }

    private HttpResponse<String> durable(String query, String known) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(durablePath(query));
        if (!known.isEmpty()) {
            request.header("If-None-Match", known);
        }
        return clients.http().send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> poll(String query) throws IOException, InterruptedException {
        return clients.http().send(HttpRequest.newBuilder(streamUrl(query)).build(), BodyHandlers.ofString());
    }

    private URI streamUrl(String query) throws IOException, InterruptedException {
        return replica.address()
                .resolve("/v1/live/streams/%s?ticket=%s&%s"
                        .formatted(channel, PlayedClients.encoded(clients.ticket("")), query));
    }
}
