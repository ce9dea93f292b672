package dev.gapless.standalone.upstreams;

import com.sun.net.httpserver.HttpExchange;
import dev.gapless.connector.extraction.NumberForm;
import dev.gapless.testing.StubHttpServer;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.StringNode;

/**
 * Sources whose sockets confirm nothing and leave out every third event. Items are added and never change.
 *
 * <ul>
 *   <li>{@code POST /ledger/range}: numbered entries from {@code from} on; what was compacted is answered with status
 *       400 and the first number that is kept. The socket sends the entries
 *   <li>{@code GET /diffs}: numbered diffs from {@code from} on, the newest without it. The socket sends several
 *       channels, and greets with a snapshot
 *   <li>{@code GET /commits}: newest first by a text that holds the time, cursor in the page. The socket sends the
 *       commits of all accounts, in binary form, with records in an archive
 *   <li>{@code GET /remarks}: newest first, behind the note {@code before}. The socket wants the credential in a
 *       message, and sends lists of notes, each as JSON inside of a text
 * </ul>
 */
final class StreamedSourceServer implements AutoCloseable {

    static final List<String> STREAMS = List.of("entries", "diffs", "commits", "remarks");

    /** By stream, the manifest that follows it. */
    static final Map<String, String> MANIFESTS =
            Map.of("entries", "ledger", "diffs", "book", "commits", "firehose", "remarks", "journal");

    private static final int PAGE = 7;

    private record Entry(String id, String json) {}

    private final Clock clock;
    private final StubHttpServer server = new StubHttpServer();
    private final Map<String, FrameServer> frames = new HashMap<>();
    private final Map<String, List<Entry>> entries = new ConcurrentHashMap<>();
    private final AtomicInteger authenticated = new AtomicInteger();
    private int keptFrom;
    private int compacted;
    private int resumed;

    StreamedSourceServer(Clock clock) throws IOException {
        this.clock = clock;
        for (String stream : STREAMS) {
            entries.put(stream, new ArrayList<>());
            frames.put(
                    stream,
                    switch (stream) {
                        case "diffs" -> greeting();
                        case "entries" -> watching();
                        case "remarks" -> authenticating();
                        default -> new FrameServer();
                    });
        }
        server.handle("/ledger/range", this::range);
        server.handle("/diffs", this::diffs);
        server.handle("/commits", this::commits);
        server.handle("/remarks", this::remarks);
    }

    private static FrameServer greeting() throws IOException {
        return new FrameServer(new FrameServer.FrameConversation() {
            @Override
            public List<String> greeting() {
                return List.of("{\"channel\":\"snapshot\",\"data\":{\"bids\":[]}}");
            }
        });
    }

    private FrameServer watching() throws IOException {
        return new FrameServer(new FrameServer.FrameConversation() {
            @Override
            public List<String> answers(String message) {
                return entriesFrom(JsonMapper.shared().readTree(message).path("from"));
            }
        });
    }

    /** What a watch that goes on may have missed. */
    private synchronized List<String> entriesFrom(JsonNode from) {
        if (!from.isInt()) {
            return List.of();
        }
        resumed++;
        return all("entries").stream().skip(from.intValue()).map(Entry::json).toList();
    }

    /** Watches that went on where another had ended. */
    synchronized int resumed() {
        return resumed;
    }

    private FrameServer authenticating() throws IOException {
        return new FrameServer(new FrameServer.FrameConversation() {
            @Override
            public List<String> answers(String message) {
                boolean known = message.equals("{\"auth\":\"none\"}");
                if (known) {
                    authenticated.incrementAndGet();
                }
                return List.of("{\"auth\":%b}".formatted(known));
            }
        });
    }

    /** Connections that showed the credential. */
    int authenticated() {
        return authenticated.get();
    }

    String url() {
        return server.url();
    }

    FrameServer frames(String stream) {
        FrameServer sockets = frames.get(stream);
        if (sockets == null) {
            throw new IllegalArgumentException("stream: " + stream);
        }
        return sockets;
    }

    /** Entries with lower numbers are not kept any more. */
    synchronized void compact(int kept) {
        keptFrom = kept;
    }

    /** Calls for what was compacted. */
    synchronized int compacted() {
        return compacted;
    }

    synchronized void add(String stream, long age) {
        List<Entry> all = all(stream);
        int number = all.size();
        long micros = (clock.millis() - age) * 1_000 + number % 1_000;
        Entry entry = switch (stream) {
            case "entries" ->
                entry(Integer.toString(number), "{\"rev\":%d,\"op\":\"put\",\"key\":\"ann\"}".formatted(number));
            case "diffs" -> entry(Integer.toString(number), "{\"u\":%d,\"bid\":\"1.50\"}".formatted(number));
            case "commits" -> entry(NumberForm.TID.format(micros), "{\"text\":\"commit %d\"}".formatted(number));
            default -> {
                String id = NumberForm.ULID.format(micros).substring(0, 10) + "%016d".formatted(number);
                yield entry(id, "{\"id\":\"%s\",\"text\":\"note %d\"}".formatted(id, number));
            }
        };
        all.add(entry);
        if (number % 3 != 2) {
            tell(stream, all, entry);
        } else if (stream.equals("entries")) {
            frames(stream).say("{\"op\":\"missed\",\"first\":%d,\"last\":%d}".formatted(number, number));
        }
    }

    private static Entry entry(String id, String json) {
        return new Entry(id, json);
    }

    private void tell(String stream, List<Entry> all, Entry entry) {
        FrameServer sockets = frames(stream);
        switch (stream) {
            case "entries" -> sockets.say(entry.json());
            case "diffs" -> {
                sockets.say("{\"channel\":\"trades\",\"data\":{\"u\":1}}");
                sockets.say("{\"channel\":\"diffs\",\"data\":%s}".formatted(entry.json()));
            }
            case "commits" -> {
                sockets.say(commit("bob", entry));
                sockets.say(commit("ann", entry));
            }
            default ->
                sockets.say("{\"kind\":\"note\",\"batch\":[%s,%s]}"
                        .formatted(note(all.get(Math.max(0, all.size() - 2))), note(entry)));
        }
    }

    private static byte[] commit(String account, Entry entry) {
        return FirehoseFrame.commit(account, entry.id(), JsonMapper.shared().readTree(entry.json()));
    }

    private static String note(Entry entry) {
        return "{\"payload\":%s}".formatted(JsonMapper.shared().writeValueAsString(entry.json()));
    }

    /** Those that are kept. */
    synchronized Set<String> ids(String stream) {
        return all(stream).stream()
                .skip(stream.equals("entries") ? keptFrom : 0)
                .map(Entry::id)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Each id with its position. */
    synchronized Map<String, Long> positions(String stream) {
        NumberForm form = switch (stream) {
            case "commits" -> NumberForm.TID;
            case "remarks" -> NumberForm.ULID;
            default -> NumberForm.NUMBER;
        };
        return all(stream).stream()
                .collect(Collectors.toMap(
                        Entry::id, entry -> Objects.requireNonNull(form.parse(StringNode.valueOf(entry.id())))));
    }

    private List<Entry> all(String stream) {
        return entries.getOrDefault(stream, List.of());
    }

    private synchronized void range(HttpExchange exchange) throws IOException {
        JsonNode asked = JsonMapper.shared().readTree(StubHttpServer.body(exchange));
        List<Entry> all = all("entries");
        int from =
                asked.at("/from").isMissingNode() ? keptFrom : asked.at("/from").intValue();
        if (from < keptFrom) {
            compacted++;
            StubHttpServer.answer(exchange, 400, "{\"error\":\"compacted\",\"kept_from\":%d}".formatted(keptFrom));
            return;
        }
        StubHttpServer.answer(
                exchange,
                200,
                "{\"header\":{\"revision\":\"%d\"},\"entries\":[%s]}"
                        .formatted(
                                all.size() - 1,
                                json(all.stream().skip(from).limit(PAGE).toList())));
    }

    private synchronized void diffs(HttpExchange exchange) throws IOException {
        List<Entry> all = all("diffs");
        String from = StubHttpServer.query(exchange).get("from");
        int start = from == null ? Math.max(0, all.size() - PAGE) : Integer.parseInt(from);
        StubHttpServer.answer(
                exchange,
                200,
                "[%s]".formatted(json(all.stream().skip(start).limit(PAGE).toList())));
    }

    private synchronized void commits(HttpExchange exchange) throws IOException {
        List<Entry> all = newestFirst("commits");
        List<Entry> page = behind(all, StubHttpServer.query(exchange).get("cursor"));
        String records = page.stream()
                .map(entry -> "{\"uri\":\"at://ann/notes/%s\",\"value\":%s}".formatted(entry.id(), entry.json()))
                .collect(Collectors.joining(","));
        StubHttpServer.answer(
                exchange,
                200,
                page.isEmpty()
                        ? "{\"records\":[]}"
                        : "{\"records\":[%s],\"cursor\":\"%s\"}"
                                .formatted(records, page.getLast().id()));
    }

    private synchronized void remarks(HttpExchange exchange) throws IOException {
        StubHttpServer.answer(
                exchange,
                200,
                "[%s]"
                        .formatted(json(behind(
                                newestFirst("remarks"),
                                StubHttpServer.query(exchange).get("before")))));
    }

    private List<Entry> newestFirst(String stream) {
        return all(stream).stream()
                .sorted((one, other) -> other.id().compareTo(one.id()))
                .toList();
    }

    /** The page of those with lower ids. */
    private static List<Entry> behind(List<Entry> all, @Nullable String id) {
        return all.stream()
                .filter(entry -> id == null || entry.id().compareTo(id) < 0)
                .limit(PAGE)
                .toList();
    }

    private static String json(List<Entry> page) {
        return page.stream().map(Entry::json).collect(Collectors.joining(","));
    }

    @Override
    public void close() {
        server.close();
        frames.values().forEach(FrameServer::close);
    }
}
