package dev.gapless.common.live;

import dev.gapless.common.position.StreamId;
import dev.gapless.common.secret.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Hears the changes of channels over the live service's WebSocket. It reconnects by itself, and goes on where it was.
 * It waits for a random time of 1 s to 60 s, or for as long as a replica that goes away asks. It reports a reset for
 * what cannot be resumed. Safe for many threads.
 *
 * <p>Java's WebSocket does not tell the end of a connection that ends while a listener hears a message. So the client
 * pings a service that was silent for a heartbeat, and leaves one that does not answer.
 */
public final class LiveChangeClient implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LiveChangeClient.class);
    private static final String PROTOCOL = "gapless.v1.json";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long FIRST_WAIT_MILLIS = 1_000;
    private static final long LONGEST_WAIT_MILLIS = 60_000;

    private final List<URI> services;
    private final Secret token;
    private final LiveListener listener;
    private final long firstWaitMillis;
    private final JsonMapper json = new JsonMapper();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final Thread thread;

    private final Map<ChannelName, String> offsets = new LinkedHashMap<>();
    /** Channels whose items are wanted wherever changes may be missing. */
    private final Set<ChannelName> snapshots = new HashSet<>();
    /** Channels whose place is fixed on the present connection. */
    private final Set<ChannelName> placed = new HashSet<>();

    private @Nullable LiveConnection current;
    private boolean closed;
    private int attempts;
    private int next;
    /** The wait before the next connection, as the replica that goes away asks for it; null when none does. */
    private @Nullable Long retryAfterMillis;

    /**
     * Begins to connect.
     *
     * @param services base addresses of replicas, such as {@code http://127.0.0.1:7075}, tried in turn
     * @param token of operators or services; it is exchanged for a ticket at each attempt
     */
    public LiveChangeClient(List<URI> services, Secret token, LiveListener listener) {
        this(services, token, listener, FIRST_WAIT_MILLIS);
    }

    /** @param firstWaitMillis bound of the first wait, which doubles with each failure */
    public LiveChangeClient(List<URI> services, Secret token, LiveListener listener, long firstWaitMillis) {
        this.services = List.copyOf(services);
        this.token = token;
        this.listener = listener;
        this.firstWaitMillis = firstWaitMillis;
        this.thread = Thread.ofVirtual().name("live-client").start(this::run);
    }

    /** @param offset where to go on, as {@link #offset} told it earlier; empty for now */
    public void subscribe(StreamId stream, String offset) {
        subscribe(ChannelName.of(stream), offset);
    }

    /** As {@link #subscribe(StreamId, String)}, also of one item or of a pattern. */
    public void subscribe(ChannelName channel, String offset) {
        subscribe(channel, offset, false);
    }

    /**
     * As {@link #subscribe(StreamId, String)}.
     *
     * @param snapshot true to be told the present items, as messages of the type {@code snapshot}, wherever changes may
     *     be missing
     */
    public synchronized void subscribe(ChannelName channel, String offset, boolean snapshot) {
        offsets.put(channel, offset);
        if (snapshot) {
            snapshots.add(channel);
        } else {
            snapshots.remove(channel);
        }
        placed.remove(channel);
        LiveConnection open = current;
        if (open != null) {
            open.send(subscription(Map.of(channel, offset)));
        }
    }

    /** Ends a stream's channel. */
    public void unsubscribe(StreamId stream) {
        unsubscribe(ChannelName.of(stream));
    }

    /** Ends a channel. */
    public synchronized void unsubscribe(ChannelName channel) {
        offsets.remove(channel);
        snapshots.remove(channel);
        placed.remove(channel);
        LiveConnection open = current;
        if (open != null) {
            open.send(json.valueToTree(Map.of("type", "unsubscribe", "channels", List.of(channel.key()))));
        }
    }

    /** As {@link #offset(ChannelName)}. */
    public String offset(StreamId stream) {
        return offset(ChannelName.of(stream));
    }

    /** Where the channel goes on that has everything told so far; empty before it is subscribed. */
    public synchronized String offset(ChannelName channel) {
        return offsets.getOrDefault(channel, "");
    }

    /** Cuts the connection without a word, as a network does. The client comes back by itself. */
    public void cut() {
        LiveConnection open;
        synchronized (this) {
            open = current;
        }
        if (open != null) {
            open.cut("cut by its user");
        }
    }

    private void run() {
        try {
            while (!isClosed()) {
                String cause = converse();
                if (!isClosed()) {
                    LOG.debug("live-disconnected cause={}", cause);
                    listener.disconnected(cause);
                    pause(nextWait());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized long nextWait() {
        Long asked = retryAfterMillis;
        retryAfterMillis = null;
        return asked == null ? wait(attempts++) : asked;
    }

    /** Full jitter: any time from nothing to the exponential bound. */
    private long wait(int failures) {
        long bound = Math.min(LONGEST_WAIT_MILLIS, firstWaitMillis << Math.min(failures, 10));
        return ThreadLocalRandom.current().nextLong(bound + 1);
    }

    /** Ends early when the client is closed. */
    private synchronized void pause(long millis) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (long left = deadline - System.nanoTime(); left > 0 && !closed; left = deadline - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private String converse() throws InterruptedException {
        LiveConnection connection = new LiveConnection(this::hear);
        URI service = services.get(Math.floorMod(next++, services.size()));
        try {
            http.newWebSocketBuilder()
                    .subprotocols(PROTOCOL)
                    .connectTimeout(PATIENCE)
                    .buildAsync(socketUrl(service), connection)
                    .join();
        } catch (CompletionException e) {
            return String.valueOf(e.getCause());
        } catch (IOException e) {
            return e.toString();
        }
        synchronized (this) {
            if (closed) {
                connection.cut("closed");
                return "closed";
            }
            current = connection;
            placed.clear();
            if (!offsets.isEmpty()) {
                connection.send(subscription(offsets));
            }
        }
        try {
            return connection.awaitEnd();
        } finally {
            synchronized (this) {
                current = null;
            }
        }
    }

    /** With a new ticket in it, which is valid for one connection within a minute. */
    private URI socketUrl(URI service) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(service.resolve("/v1/live/tickets"))
                        .timeout(PATIENCE)
                        .header("Authorization", "Bearer " + token.reveal())
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("ticket refused: status %d".formatted(answer.statusCode()));
        }
        String ticket = json.readTree(answer.body()).path("ticket").asString();
        String scheme = "https".equals(service.getScheme()) ? "wss" : "ws";
        return URI.create("%s://%s/v1/live/socket?ticket=%s"
                .formatted(scheme, service.getAuthority(), URLEncoder.encode(ticket, StandardCharsets.UTF_8)));
    }

    private JsonNode subscription(Map<ChannelName, String> wanted) {
        return json.valueToTree(Map.of(
                "type",
                "subscribe",
                "channels",
                wanted.entrySet().stream()
                        .map(each -> wanted(each.getKey(), each.getValue()))
                        .toList()));
    }

    private Map<String, Object> wanted(ChannelName channel, String offset) {
        Map<String, Object> wanted = new LinkedHashMap<>();
        wanted.put("channel", channel.key());
        if (!offset.isEmpty()) {
            wanted.put("offset", offset);
        }
        if (snapshots.contains(channel)) {
            wanted.put("snapshot", true);
        }
        return wanted;
    }

    private void hear(LiveConnection connection, JsonNode message) {
        switch (message.path("type").asString()) {
            case "connected" -> {
                connection.heartbeat(message.path("heartbeat_millis").asLong(LiveConnection.DEFAULT_HEARTBEAT_MILLIS));
                attempts = 0;
                listener.message(message);
            }
            case "change" -> {
                if (stays(connection, message)) {
                    listener.change(
                            channel(message),
                            message.path("change"),
                            message.path("offset").asString());
                }
            }
            case "batch_update" -> {
                for (JsonNode batch : message.path("batches")) {
                    if (stays(connection, batch)) {
                        String offset = batch.path("offset").asString();
                        batch.path("changes").forEach(change -> listener.change(channel(batch), change, offset));
                    }
                }
            }
            case "subscribed" -> {
                if (stays(connection, message)) {
                    placed(channel(message));
                    listener.message(message);
                }
            }
            case "reset" ->
                listener.reset(channel(message), message.path("reason").asString());
            case "server_going_away" -> {
                retryAfter(connection, message.path("retry_after_millis").asLong(0));
                listener.message(message);
            }
            case "ping" -> {
                everywhere(connection, message.path("offset").asString(""));
                connection.send(json.valueToTree(Map.of("type", "pong")));
            }
            default -> listener.message(message);
        }
    }

    private static ChannelName channel(JsonNode message) {
        return ChannelName.parse(message.path("channel").asString());
    }

    /**
     * Notes how far the channel has come; false for what a connection says that was given up, or of a channel that is.
     */
    private synchronized boolean stays(LiveConnection connection, JsonNode message) {
        return current == connection
                && offsets.computeIfPresent(
                                channel(message),
                                (channel, before) -> message.path("offset").asString())
                        != null;
    }

    private synchronized void retryAfter(LiveConnection connection, long millis) {
        if (current == connection) {
            retryAfterMillis = Math.clamp(millis, 0, LONGEST_WAIT_MILLIS);
        }
    }

    private synchronized void placed(ChannelName channel) {
        placed.add(channel);
    }

    private synchronized void everywhere(LiveConnection connection, String offset) {
        if (current == connection && !offset.isEmpty()) {
            // a channel whose place is not fixed may lie behind
            offsets.replaceAll((channel, before) -> placed.contains(channel) ? offset : before);
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        cut();
        thread.interrupt();
        http.shutdownNow();
    }
}
