package dev.gapless.standalone.upstreams;

import com.sun.net.httpserver.HttpExchange;
import dev.gapless.testing.StubHttpServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A source without a socket, and one whose history is asked for by POST. Items are added and never change.
 *
 * <ul>
 *   <li>{@code GET /forum/ACCOUNT/posts}: newest first, pages by {@code Link} header; Basic authentication
 *   <li>{@code GET /forum/ACCOUNT/notes}: newest first, behind the item {@code max_id}; an empty page is the end
 *   <li>{@code GET /forum/ACCOUNT/albums}: newest first, pages by number; an empty page is the end
 *   <li>{@code POST /archive/search}: oldest first in a range of milliseconds, cursor in the body; the key is in the
 *       query. With {@code /range/exclusive} the range begins behind its lower end
 *   <li>{@code GET /ticker/trades}: oldest first, from the item {@code fromId} on; a socket that confirms nothing and
 *       leaves out events
 * </ul>
 */
final class PagedSourceServer implements AutoCloseable {

    static final List<String> STREAMS = List.of("posts", "notes", "albums", "readings", "trades");

    private static final int PAGE = 7;

    /** The archive never answers with more, whatever it is asked for. */
    private static final int CAP = 25;

    private static final String LOGIN =
            "Basic " + Base64.getEncoder().encodeToString("ann:s3cret".getBytes(StandardCharsets.UTF_8));

    private record Entry(String id, long at) {

        String json() {
            return "{\"id\":\"%s\",\"at\":%d,\"text\":\"entry %s\"}".formatted(id, at, id);
        }
    }

    private final Clock clock;
    private final StubHttpServer server = new StubHttpServer();
    private final FrameServer frames = new FrameServer();
    private final Map<String, List<Entry>> entries = new ConcurrentHashMap<>();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile boolean archiveMoved;
    private volatile String archiveKey = "s3cret";

    PagedSourceServer(Clock clock) throws IOException {
        this.clock = clock;
        STREAMS.forEach(stream -> entries.put(stream, new ArrayList<>()));
        server.handle("/forum/ann/", this::forum);
        server.handle("/archive/search", this::archive);
        server.handle("/ticker/trades", this::trades);
    }

    String url() {
        return server.url();
    }

    void add(String stream, long age) {
        List<Entry> all = all(stream);
        synchronized (all) {
            Entry entry = new Entry("%s-%d".formatted(stream, all.size()), clock.millis() - age);
            all.add(entry);
            // every third is not sent, and each frame brings one old event beside the new one
            if (stream.equals("trades") && all.size() % 3 != 0 && all.size() > 1) {
                frames.say("{\"seq\":%d,\"batch\":[%s,%s]}"
                        .formatted(all.size(), event(all.get(all.size() - 2)), event(entry)));
            }
        }
    }

    private static String event(Entry entry) {
        return "{\"kind\":\"trade\",\"trade\":%s}".formatted(entry.json());
    }

    Set<String> ids(String stream) {
        return all(stream, true).stream().map(Entry::id).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Each id with its position. */
    Map<String, Long> positions(String stream) {
        return all(stream, true).stream().collect(Collectors.toMap(Entry::id, entry -> entry.at() * 1_000));
    }

    FrameServer frames() {
        return frames;
    }

    /** Calls without the right credential. */
    int refused() {
        return refused.get();
    }

    /** While it has moved the archive answers 404. */
    void moveArchive(boolean moved) {
        archiveMoved = moved;
    }

    /** From now on the archive takes this key alone. */
    void renewArchiveKey(String key) {
        archiveKey = key;
    }

    private List<Entry> all(String stream) {
        return entries.getOrDefault(stream, List.of());
    }

    private List<Entry> all(String stream, boolean oldestFirst) {
        List<Entry> all = all(stream);
        synchronized (all) {
            return oldestFirst ? List.copyOf(all) : List.copyOf(all.reversed());
        }
    }

    private void forum(HttpExchange exchange) throws IOException {
        if (!LOGIN.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            refuse(exchange);
            return;
        }
        String path = exchange.getRequestURI().getPath();
        String stream = path.substring(path.lastIndexOf('/') + 1);
        Map<String, String> query = StubHttpServer.query(exchange);
        List<Entry> all = all(stream, false);
        int from = switch (stream) {
            case "posts" -> behind(all, query.get("before"));
            case "notes" -> behind(all, query.get("max_id"));
            default -> (Integer.parseInt(query.getOrDefault("page", "1")) - 1) * PAGE;
        };
        List<Entry> page = all.stream().skip(from).limit(PAGE).toList();
        if (stream.equals("posts") && from + PAGE < all.size()) {
            exchange.getResponseHeaders()
                    .add(
                            "Link",
                            "<%s?before=%s>; rel=\"next\""
                                    .formatted(path, page.getLast().id()));
        }
        StubHttpServer.answer(exchange, 200, "[" + json(page) + "]");
    }

    private void archive(HttpExchange exchange) throws IOException {
        if (archiveMoved) {
            StubHttpServer.answer(exchange, 404, "{}");
            return;
        }
        if (!exchange.getRequestMethod().equals("POST")
                || !archiveKey.equals(StubHttpServer.query(exchange).get("api_key"))) {
            refuse(exchange);
            return;
        }
        JsonNode asked = JsonMapper.shared().readTree(StubHttpServer.body(exchange));
        long from = asked.at("/range/from").longValue();
        long to = asked.at("/range/to").longValue();
        boolean exclusive = asked.at("/range/exclusive").asBoolean(false);
        int start = asked.at("/cursor").isNull()
                ? 0
                : Integer.parseInt(asked.at("/cursor").stringValue());
        List<Entry> found = all("readings", true).stream()
                .filter(entry -> from + (exclusive ? 1 : 0) <= entry.at() && entry.at() < to)
                .toList();
        int limit = Math.min(CAP, asked.at("/limit").intValue());
        int end = start + limit;
        String next = end < found.size() ? "\"%d\"".formatted(end) : "null";
        List<Entry> page = found.stream().skip(start).limit(limit).toList();
        boolean known = asked.at("/subject").stringValue("").equals("ann");
        StubHttpServer.answer(
                exchange, known ? 200 : 400, "{\"result\":{\"rows\":[%s],\"next\":%s}}".formatted(json(page), next));
    }

    private void trades(HttpExchange exchange) throws IOException {
        Map<String, String> query = StubHttpServer.query(exchange);
        List<Entry> all = all("trades", true);
        int from = Math.max(0, behind(all, query.get("fromId")) - 1);
        long since = Long.parseLong(query.getOrDefault("since", "0"));
        StubHttpServer.answer(
                exchange,
                200,
                "["
                        + json(all.stream()
                                .skip(from)
                                .filter(entry -> entry.at() >= since)
                                .limit(PAGE)
                                .toList())
                        + "]");
    }

    private void refuse(HttpExchange exchange) throws IOException {
        refused.incrementAndGet();
        StubHttpServer.answer(exchange, 401, "{}");
    }

    private static int behind(List<Entry> all, @Nullable String id) {
        int place = -1;
        for (int i = 0; i < all.size(); i++) {
            place = all.get(i).id().equals(id) ? i : place;
        }
        return place + 1;
    }

    private static String json(List<Entry> page) {
        return page.stream().map(Entry::json).collect(Collectors.joining(","));
    }

    @Override
    public void close() {
        server.close();
        frames.close();
    }
}
