package dev.gapless.live;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What came over a bare WebSocket. */
final class SocketLog implements WebSocket.Listener {

    private final JsonMapper json = new JsonMapper();
    private final List<JsonNode> messages = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream packed = new ByteArrayOutputStream();
    private int closed;

    @Override
    public synchronized @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            messages.add(json.readTree(text.toString()));
            text.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public synchronized @Nullable CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
        byte[] part = new byte[data.remaining()];
        data.get(part);
        packed.writeBytes(part);
        if (last) {
            try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(packed.toByteArray())) {
                messages.add(json.readTree(unpacker.unpackValue().toJson()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            packed.reset();
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public synchronized @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closed = statusCode;
        return null;
    }

    /** 0 while it is open. */
    synchronized int closed() {
        return closed;
    }

    synchronized boolean has(String type) {
        return messages.stream()
                .anyMatch(message -> message.path("type").asString().equals(type));
    }

    synchronized long count(String type) {
        return messages.stream()
                .filter(message -> message.path("type").asString().equals(type))
                .count();
    }

    synchronized JsonNode first(String type) {
        return messages.stream()
                .filter(message -> message.path("type").asString().equals(type))
                .findFirst()
                .orElseThrow();
    }

    synchronized JsonNode firstChange() {
        return has("change")
                ? first("change").path("change")
                : first("batch_update").path("batches").get(0).path("changes").get(0);
    }

    synchronized List<String> codes() {
        return messages.stream()
                .filter(message -> message.path("type").asString().equals("error"))
                .map(message -> message.path("code").asString())
                .toList();
    }
}
