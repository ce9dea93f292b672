package dev.gapless.common.live;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One WebSocket of a {@link LiveChangeClient}, with what was heard of it.
 *
 * <p>Java's WebSocket does not tell the end of a connection that ends while a listener hears a message. So it pings a
 * service that was silent for a heartbeat, and leaves one that does not answer.
 */
final class LiveConnection implements WebSocket.Listener {

    static final long DEFAULT_HEARTBEAT_MILLIS = 30_000;

    private static final Logger LOG = LoggerFactory.getLogger(LiveConnection.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long SECOND_NANOS = 1_000_000_000;
    private static final JsonMapper JSON = new JsonMapper();

    private final BiConsumer<LiveConnection, JsonNode> hearing;

    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private volatile long heardAt = System.nanoTime();
    /** True while the listener is told of a message, in which no other one can be heard. */
    private volatile boolean telling;

    private volatile long heartbeatMillis = DEFAULT_HEARTBEAT_MILLIS;
    private CompletableFuture<?> sent = CompletableFuture.completedFuture(null);

    private volatile @Nullable WebSocket socket;

    /** @param hearing is told each message */
    LiveConnection(BiConsumer<LiveConnection, JsonNode> hearing) {
        this.hearing = hearing;
    }

    void heartbeat(long millis) {
        heartbeatMillis = millis;
    }

    @Override
    public void onOpen(WebSocket webSocket) {
        // before the first message, which may be one to be answered
        socket = webSocket;
        webSocket.request(1);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        heardAt = System.nanoTime();
        text.append(data);
        if (last) {
            String message = text.toString();
            text.setLength(0);
            telling = true;
            try {
                hearing.accept(this, JSON.readTree(message));
            } finally {
                heardAt = System.nanoTime();
                telling = false;
            }
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket webSocket, ByteBuffer message) {
        heardAt = System.nanoTime();
        webSocket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket webSocket, ByteBuffer message) {
        heardAt = System.nanoTime();
        webSocket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        ended.complete(statusCode + " " + reason);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        ended.complete(error.toString());
    }

    /** Messages are sent one after the other. A connection that does not send one is given up. */
    void send(JsonNode message) {
        afterOthers(open -> open.sendText(message.toString(), true));
    }

    /** Asks whether the service is still there. */
    private void ping() {
        afterOthers(open -> open.sendPing(ByteBuffer.allocate(0)));
    }

    private synchronized void afterOthers(Function<WebSocket, CompletableFuture<WebSocket>> sending) {
        WebSocket open = socket;
        if (open != null) {
            sent = sent.thenCompose(before -> sending.apply(open)).whenComplete((after, failure) -> {
                if (failure != null) {
                    cut("not sent: " + failure);
                }
            });
        }
    }

    void cut(String cause) {
        ended.complete(cause);
        WebSocket open = socket;
        if (open != null) {
            open.abort();
        }
    }

    /** Waits for the end of the connection, and tells its cause. */
    String awaitEnd() throws InterruptedException {
        long silentAtPing = heardAt - 1;
        while (true) {
            long silentSince = telling ? System.nanoTime() : heardAt;
            boolean pinged = silentSince == silentAtPing;
            long heartbeat = heartbeatMillis;
            long patience = pinged ? heartbeat + Math.min(heartbeat, PATIENCE.toMillis()) : heartbeat;
            long left = silentSince + TimeUnit.MILLISECONDS.toNanos(patience) - System.nanoTime();
            if (left <= 0 && pinged) {
                cut("nothing heard for %d ms".formatted(patience));
            } else if (left <= 0) {
                silentAtPing = silentSince;
                ping();
                continue;
            }
            try {
                // the service may tell another heartbeat meanwhile
                return ended.get(Math.clamp(left, 0, SECOND_NANOS), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                LOG.trace("live-silent for_ms={}", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - silentSince));
            } catch (ExecutionException e) {
                return String.valueOf(e.getCause());
            }
        }
    }
}
