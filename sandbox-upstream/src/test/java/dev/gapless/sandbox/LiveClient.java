package dev.gapless.sandbox;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A live connection that keeps what it hears. */
final class LiveClient implements WebSocket.Listener {

    final List<JsonNode> heard = new CopyOnWriteArrayList<>();
    final AtomicInteger pongs = new AtomicInteger();

    /** How it ended: "closed 1000", or the class of the failure; null while it is open. */
    final AtomicReference<@Nullable String> end = new AtomicReference<>();

    /** The reason in the close frame; null when there was none. */
    final AtomicReference<@Nullable String> goodbye = new AtomicReference<>();

    private final StringBuilder text = new StringBuilder();
    private @Nullable WebSocket socket;

    static LiveClient connect(HttpClient http, int port, String account, String credential) {
        LiveClient client = new LiveClient();
        client.socket = http.newWebSocketBuilder()
                .header("Authorization", "Bearer " + credential)
                .buildAsync(URI.create("ws://127.0.0.1:%d/v1/accounts/%s/live".formatted(port, account)), client)
                .join();
        return client;
    }

    void say(String message) {
        socket().sendText(message, true).join();
    }

    void protocolPing() {
        socket().sendPing(ByteBuffer.wrap(new byte[] {1, 2, 3})).join();
    }

    void sayGoodbye() {
        socket().sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }

    void abandon() {
        socket().abort();
    }

    private WebSocket socket() {
        if (socket == null) {
            throw new IllegalStateException("not connected");
        }
        return socket;
    }

    /** Waits for a message of this type and returns the last one. */
    JsonNode await(String type) {
        return Awaitility.await()
                .until(
                        () -> heard.stream()
                                .filter(message ->
                                        message.path("type").asString("").equals(type))
                                .toList(),
                        found -> !found.isEmpty())
                .getLast();
    }

    /** Waits for the answer to what was said with this timestamp. */
    JsonNode await(String type, int timestamp) {
        return Awaitility.await()
                .until(
                        () -> heard.stream()
                                .filter(message ->
                                        message.path("type").asString("").equals(type)
                                                && message.path("timestamp").asInt(0) == timestamp)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    List<JsonNode> events() {
        return heard.stream().filter(message -> message.has("event_type")).toList();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            heard.add(JsonMapper.shared().readTree(text.toString()));
            text.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket webSocket, ByteBuffer message) {
        pongs.incrementAndGet();
        webSocket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        goodbye.set(reason);
        end.compareAndSet(null, "closed " + statusCode);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        end.compareAndSet(null, error.getClass().getSimpleName());
    }
}
