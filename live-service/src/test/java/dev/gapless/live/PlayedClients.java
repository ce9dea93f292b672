package dev.gapless.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import dev.gapless.common.position.StreamId;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Plays clients of one replica that stand on no client of ours. */
final class PlayedClients implements AutoCloseable {

    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = new JsonMapper();
    private final URI address;

    PlayedClients(LiveReplica replica) {
        this.address = replica.address();
    }

    HttpClient http() {
        return http;
    }

    /** @param body of the request; empty for all channels */
    String ticket(String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address.resolve("/v1/live/tickets"))
                .header("Authorization", "Bearer " + LiveReplica.TOKEN.reveal())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return json.readTree(http.send(request, BodyHandlers.ofString()).body())
                .path("ticket")
                .asString();
    }

    void awaitReady(String ticket) {
        await().until(() -> {
            URI url = address.resolve("/v1/live/streams/it/a/posts?ticket=" + encoded(ticket));
            return http.send(HttpRequest.newBuilder(url).build(), BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        });
    }

    URI socket(String ticket) {
        return URI.create("ws://" + address.getAuthority() + "/v1/live/socket?ticket=" + encoded(ticket));
    }

    /** @param origin the page's; null for a client that is no browser */
    WebSocket open(String ticket, @Nullable String origin, SocketLog log) {
        return builder(origin).buildAsync(socket(ticket), log).join();
    }

    WebSocket.Builder builder(@Nullable String origin) {
        WebSocket.Builder builder = http.newWebSocketBuilder().subprotocols("gapless.v1.json");
        return origin == null ? builder : builder.header("Origin", origin);
    }

    static String subscription(StreamId channel) {
        return "{\"type\":\"subscribe\",\"channels\":[{\"channel\":\"%s\"}]}".formatted(channel);
    }

    /** The items of the changes in a message. */
    static List<String> items(JsonNode message) {
        List<String> items = new ArrayList<>();
        if (message.has("change")) {
            items.add(message.path("change").path("item").asString());
        }
        message.path("batches")
                .forEach(batch -> batch.path("changes")
                        .forEach(change -> items.add(change.path("item").asString())));
        return items;
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    @Override
    public void close() {
        http.close();
    }
}
