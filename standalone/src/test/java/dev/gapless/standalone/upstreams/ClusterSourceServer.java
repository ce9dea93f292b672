package dev.gapless.standalone.upstreams;

import com.sun.net.httpserver.HttpExchange;
import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.testing.StubHttpServer;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The events of a namespace as an API server of Kubernetes lists and watches them. A list is in the order of names, and
 * its pages are of the moment of the first. A cursor may expire, and is then answered with 410. A watch begins with all
 * that exists and a bookmark.
 */
final class ClusterSourceServer implements AutoCloseable {

    private static final int PAGE = 7;
    private static final String EVENTS = "/api/v1/namespaces/ann/events";

    private record Event(String name, Instant at, int count, long version) {

        String json() {
            return ("{\"metadata\":{\"name\":\"%s\",\"resourceVersion\":\"%d\",\"creationTimestamp\":\"%s\"},"
                            + "\"reason\":\"Pulled\",\"count\":%d}")
                    .formatted(name, version, at, count);
        }
    }

    private final Clock clock;
    private final StubHttpServer server = new StubHttpServer();
    private final FrameServer frames;
    private final TreeMap<String, Event> events = new TreeMap<>();
    private final Map<String, List<Event>> listed = new HashMap<>();
    private final List<String> names = new ArrayList<>();
    private long version;
    private boolean expiring;
    private int expired;

    ClusterSourceServer(Clock clock) throws IOException {
        this.clock = clock;
        this.frames = new FrameServer(new FrameServer.FrameConversation() {
            @Override
            public List<String> greeting() {
                return initial();
            }
        });
        server.handle(EVENTS, this::list);
    }

    String url() {
        return server.url();
    }

    FrameServer frames() {
        return frames;
    }

    /** @param age of the event, in ms */
    synchronized void add(long age) {
        // the order of names is not that of times
        String name = "pod.%08x".formatted(names.size() * 0x9E3779B1);
        names.add(name);
        Instant at = clock.instant().minusMillis(age).truncatedTo(ChronoUnit.SECONDS);
        put("ADDED", new Event(name, at, 1, ++version));
    }

    /** The event happens again. */
    synchronized void again(int number) {
        Event before = events.get(names.get(number));
        if (before != null) {
            put("MODIFIED", new Event(before.name(), before.at(), before.count() + 1, ++version));
        }
    }

    /** No watcher hears of it. */
    synchronized void delete(int number) {
        version++;
        events.remove(names.get(number));
    }

    /** The cursors of the next list are too old at once. */
    synchronized void expireNext() {
        expiring = true;
    }

    /** Calls with a cursor that was too old. */
    synchronized int expired() {
        return expired;
    }

    /** As the server closes a watch whose version it has forgotten. */
    void endWatches() {
        frames.say("{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":410,\"reason\":\"Expired\"}}");
        frames.drop();
    }

    /** Each with how often it happened. */
    synchronized Set<String> counted() {
        return events.values().stream()
                .map(event -> event.name() + " " + event.count())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Each name with its position. */
    synchronized Map<String, Long> positions() {
        return events.values().stream().collect(Collectors.toMap(Event::name, event -> MicrosecondTime.of(event.at())));
    }

    private void put(String type, Event event) {
        events.put(event.name(), event);
        frames.say(frame(type, event));
    }

    private static String frame(String type, Event event) {
        return "{\"type\":\"%s\",\"object\":%s}".formatted(type, event.json());
    }

    private synchronized List<String> initial() {
        List<String> all = new ArrayList<>();
        events.values().forEach(event -> all.add(frame("ADDED", event)));
        all.add("{\"type\":\"BOOKMARK\",\"object\":{\"metadata\":{\"resourceVersion\":\"%d\"}}}".formatted(version));
        return all;
    }

    private synchronized void list(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.length() > EVENTS.length()) {
            one(exchange, events.get(path.substring(EVENTS.length() + 1)));
            return;
        }
        String cursor = StubHttpServer.query(exchange).get("continue");
        if (cursor == null) {
            page(exchange, Long.toString(version), List.copyOf(events.values()), 0);
            return;
        }
        String[] parts = cursor.split(":", 2);
        List<Event> snapshot = listed.get(parts[0]);
        if (snapshot == null || expiring) {
            expired++;
            expiring = false;
            StubHttpServer.answer(exchange, 410, "{\"kind\":\"Status\",\"code\":410,\"reason\":\"Expired\"}");
        } else {
            page(exchange, parts[0], snapshot, Integer.parseInt(parts[1]));
        }
    }

    private static void one(HttpExchange exchange, @Nullable Event event) throws IOException {
        StubHttpServer.answer(
                exchange,
                event == null ? 404 : 200,
                event == null ? "{\"kind\":\"Status\",\"code\":404}" : event.json());
    }

    private void page(HttpExchange exchange, String moment, List<Event> snapshot, int from) throws IOException {
        listed.put(moment, snapshot);
        List<Event> page = snapshot.stream().skip(from).limit(PAGE).toList();
        int next = from + PAGE;
        String onward = next < snapshot.size() ? ",\"continue\":\"%s:%d\"".formatted(moment, next) : "";
        StubHttpServer.answer(
                exchange,
                200,
                "{\"metadata\":{\"resourceVersion\":\"%s\"%s},\"items\":[%s]}"
                        .formatted(
                                moment, onward, page.stream().map(Event::json).collect(Collectors.joining(","))));
    }

    @Override
    public void close() {
        server.close();
        frames.close();
    }
}
