package dev.gapless.standalone.upstreams;

import com.sun.net.httpserver.HttpExchange;
import dev.gapless.testing.StubHttpServer;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A room with messages that are edited and removed.
 *
 * <ul>
 *   <li>The socket says hello, wants to be told which room to enter, and then what to listen to. It tells no time of an
 *       edit or a removal, and none of the subscription
 *   <li>{@code GET /rooms/ann/messages}: newest first, without those that were removed
 *   <li>{@code GET /rooms/ann/messages/ID}: one of them, or 404
 * </ul>
 */
final class RoomSourceServer implements AutoCloseable {

    private static final int PAGE = 7;
    private static final String MESSAGES = "/rooms/ann/messages";
    private static final Comparator<Message> NEWEST_FIRST =
            Comparator.comparingLong(Message::at).thenComparing(Message::id).reversed();

    private record Message(String id, long at, int rev) {

        String json() {
            return "{\"id\":\"%s\",\"at\":%d,\"rev\":%d}".formatted(id, at, rev);
        }
    }

    private final Clock clock;
    private final StubHttpServer server = new StubHttpServer();
    private final FrameServer frames;
    private final Map<String, Message> messages = new TreeMap<>();
    private final List<String> names = new ArrayList<>();
    private int listeners;

    RoomSourceServer(Clock clock) throws IOException {
        this.clock = clock;
        this.frames = new FrameServer(new FrameServer.FrameConversation() {
            @Override
            public List<String> greeting() {
                return List.of("{\"op\":\"hello\"}");
            }

            @Override
            public List<String> answers(String message) {
                return answer(message);
            }
        });
        server.handle(MESSAGES, this::list);
    }

    private synchronized List<String> answer(String message) {
        if (message.equals("{\"op\":\"enter\",\"room\":\"ann\"}")) {
            return List.of("{\"op\":\"entered\"}");
        }
        boolean listening = message.equals("{\"op\":\"listen\",\"room\":\"ann\"}");
        listeners += listening ? 1 : 0;
        return listening ? List.of("{\"op\":\"listening\"}") : List.of();
    }

    String url() {
        return server.url();
    }

    FrameServer frames() {
        return frames;
    }

    /** Connections that were led through both steps. */
    synchronized int listeners() {
        return listeners;
    }

    /** @param age of the message, in ms */
    synchronized void add(long age) {
        String id = "message-%04d".formatted(names.size());
        names.add(id);
        put("posted", new Message(id, clock.millis() - age, 1));
    }

    synchronized void edit(int number) {
        Message before = messages.get(names.get(number));
        if (before != null) {
            put("edited", new Message(before.id(), before.at(), before.rev() + 1));
        }
    }

    synchronized void remove(int number) {
        Message gone = messages.remove(names.get(number));
        if (gone != null) {
            frames.say("{\"op\":\"removed\",\"id\":\"%s\",\"at\":%d}".formatted(gone.id(), gone.at()));
        }
    }

    private void put(String operation, Message message) {
        messages.put(message.id(), message);
        frames.say("{\"op\":\"%s\",\"message\":%s}".formatted(operation, message.json()));
    }

    /** Each id with its position. */
    synchronized Map<String, Long> positions() {
        return messages.values().stream().collect(Collectors.toMap(Message::id, message -> message.at() * 1_000));
    }

    /** Each id with its revision. */
    synchronized Set<String> revisions() {
        return messages.values().stream()
                .map(message -> message.id() + " " + message.rev())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private synchronized void list(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.length() > MESSAGES.length()) {
            @Nullable Message one = messages.get(path.substring(MESSAGES.length() + 1));
            StubHttpServer.answer(exchange, one == null ? 404 : 200, one == null ? "{}" : one.json());
            return;
        }
        Map<String, String> query = StubHttpServer.query(exchange);
        long since = Long.parseLong(query.getOrDefault("since", "0"));
        long until = Long.parseLong(query.getOrDefault("until", Long.toString(Long.MAX_VALUE)));
        @Nullable String after = query.get("after");
        List<Message> left = messages.values().stream()
                .filter(message -> since <= message.at() && message.at() < until)
                .filter(message -> after == null || NEWEST_FIRST.compare(message, place(after)) > 0)
                .sorted(NEWEST_FIRST)
                .toList();
        List<Message> page = left.stream().limit(PAGE).toList();
        String next = left.size() > PAGE
                ? "\"%d:%s\"".formatted(page.getLast().at(), page.getLast().id())
                : "null";
        StubHttpServer.answer(
                exchange,
                200,
                "{\"messages\":[%s],\"next\":%s}"
                        .formatted(page.stream().map(Message::json).collect(Collectors.joining(",")), next));
    }

    private static Message place(String cursor) {
        String[] parts = cursor.split(":", 2);
        return new Message(parts[1], Long.parseLong(parts[0]), 0);
    }

    @Override
    public void close() {
        server.close();
        frames.close();
    }
}
