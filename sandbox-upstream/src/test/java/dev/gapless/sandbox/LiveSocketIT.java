package dev.gapless.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class LiveSocketIT {

    @TempDir
    Path data;

    private RunningSandbox sandbox;

    @BeforeEach
    void open() throws IOException {
        sandbox = RunningSandbox.withOneAccount(data);
    }

    @AfterEach
    void close() throws IOException {
        sandbox.close();
    }

    @Test
    void everything_from_the_confirmed_time_on_is_sent_in_order_and_nothing_of_before() throws Exception {
        sandbox.generator("running", 400);
        LiveClient client = sandbox.follow();
        await().until(() -> client.events().size() > 100);
        sandbox.generator("stopped", 0);
        long from = client.await("subscribed").get("server_time").asLong();
        List<JsonNode> due = sandbox.truth().stream()
                .filter(version -> version.get("position").asLong() >= from)
                .toList();

        await().until(() -> client.events().size() >= due.size());

        assertThat(client.events().stream().map(LiveSocketIT::versionOfEvent).toList())
                .isEqualTo(due.stream().map(LiveSocketIT::versionOfTruth).toList());
        assertThat(sandbox.truth())
                .allSatisfy(version -> assertThat(version.get("exposedLive").asBoolean())
                        .isEqualTo(version.get("position").asLong() >= from));
    }

    @Test
    void an_event_carries_the_item_that_a_page_shows_and_a_delete_only_the_id() throws Exception {
        LiveClient client = sandbox.follow();
        sandbox.generator("running", 400);
        await().until(() -> client.events().stream().map(LiveSocketIT::type).anyMatch("post_deleted"::equals));
        sandbox.generator("stopped", 0);

        List<JsonNode> truth = sandbox.truth();
        for (JsonNode event : client.events()) {
            JsonNode version = truth.stream()
                    .filter(line -> versionOfTruth(line).equals(versionOfEvent(event)))
                    .findFirst()
                    .orElseThrow();
            if (type(event).equals("post_deleted")) {
                assertThat(event.get("data").toString()).isEqualTo("{\"id\":%s}".formatted(event.get("object_id")));
            } else {
                assertThat(event.get("data")).isEqualTo(version.get("item"));
            }
            assertThat(event.get("timestamp").asLong())
                    .isEqualTo(event.get("position").asLong() / 1_000_000);
        }
    }

    @Test
    void all_that_stands_below_a_pongs_time_has_come_before_the_pong() throws Exception {
        LiveClient client = sandbox.follow();
        long from = client.await("subscribed").get("server_time").asLong();
        sandbox.generator("running", 1_000);
        for (int i = 0; i < 60; i++) {
            int expected = i + 1;
            client.say("{\"action\":\"ping\",\"timestamp\":%d}".formatted(i));
            await().until(() -> count(client, "pong") == expected);
        }
        sandbox.generator("stopped", 0);
        List<JsonNode> truth = sandbox.truth();

        int eventsBefore = 0;
        for (JsonNode message : List.copyOf(client.heard)) {
            if (message.has("event_type")) {
                eventsBefore++;
            } else if (message.get("type").asString().equals("pong")) {
                long time = message.get("server_time").asLong();
                assertThat(truth.stream()
                                .mapToLong(version -> version.get("position").asLong())
                                .filter(position -> position >= from && position < time)
                                .count())
                        .isEqualTo(eventsBefore);
            }
        }
        assertThat(eventsBefore).isPositive();
    }

    @Test
    void only_chosen_streams_are_sent_and_a_later_choice_replaces_the_first() throws Exception {
        LiveClient client = sandbox.connect();
        client.say("{\"action\":\"subscribe\",\"streams\":[\"likes\"]}");
        client.await("subscribed");
        sandbox.generator("running", 400);
        await().until(() -> client.events().size() > 5);
        assertThat(client.events()).allMatch(event -> type(event).equals("like_added"));

        client.say("{\"action\":\"subscribe\",\"streams\":[\"comments\"]}");
        await().until(() -> count(client, "subscribed") == 2);
        long from = client.await("subscribed").get("server_time").asLong();
        await().until(() -> type(client.events().getLast()).equals("comment_added"));

        assertThat(client.events())
                .allSatisfy(event -> assertThat(type(event).equals("comment_added"))
                        .isEqualTo(event.get("position").asLong() >= from));
    }

    @Test
    void what_is_not_understood_is_answered_and_the_connection_goes_on() {
        LiveClient client = sandbox.connect();
        client.say("{\"action\":\"subscribe\",\"streams\":[\"gossip\"]}");
        await().until(() -> count(client, "error") == 1);
        client.say("nonsense");
        await().until(() -> count(client, "error") == 2);
        client.say("{\"action\":\"dance\"}");
        await().until(() -> count(client, "error") == 3);
        client.protocolPing();
        await().until(() -> client.pongs.get() == 1);

        assertThat(client.heard.stream().map(error -> error.get("code").asString()))
                .containsExactly("bad_streams", "not_json", "unknown_action");
        assertThat(client.end.get()).isNull();
    }

    @Test
    void a_goodbye_is_answered() {
        LiveClient client = sandbox.follow();
        client.sayGoodbye();

        await().untilAsserted(() -> assertThat(client.end.get()).isEqualTo("closed 1000"));
    }

    @Test
    void a_wrong_credential_opens_nothing() {
        assertThatThrownBy(() -> LiveClient.connect(sandbox.http(), sandbox.port(), RunningSandbox.ACCOUNT, "wrong"))
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        refused ->
                                assertThat(refused.getResponse().statusCode()).isEqualTo(401));
    }

    @Test
    void a_request_that_is_no_web_socket_is_told_so() throws Exception {
        assertThat(sandbox.page("live").statusCode()).isEqualTo(426);
    }

    private static long count(LiveClient client, String type) {
        return client.heard.stream()
                .filter(message -> message.path("type").asString("").equals(type))
                .count();
    }

    private static String type(JsonNode event) {
        return event.get("event_type").asString();
    }

    private static String versionOfEvent(JsonNode event) {
        return "%s %s %s".formatted(event.get("object_id"), event.get("revision"), event.get("position"));
    }

    private static String versionOfTruth(JsonNode version) {
        return "%s %s %s".formatted(version.get("id"), version.get("version"), version.get("position"));
    }
}
