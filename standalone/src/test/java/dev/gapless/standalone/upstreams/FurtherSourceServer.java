package dev.gapless.standalone.upstreams;

import com.sun.net.httpserver.HttpExchange;
import dev.gapless.testing.StubHttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sources of three kinds. Items are added and never change.
 *
 * <ul>
 *   <li>{@code GET /rows}: oldest first by time and id, behind the row that {@code after_at} and {@code after_id} name.
 *       Ten rows share each time, more than a page holds
 *   <li>{@code GET /blocks}: all blocks with numbers in a stretch, in no order. A stretch of more than 300 numbers is
 *       refused. An answer holds ten blocks at most, and does not tell what it left out. A late block is shown two
 *       seconds after a higher one was told of
 *   <li>The socket confirms, answers pings, and sends signals as MessagePack. There is no listing of them.
 * </ul>
 */
final class FurtherSourceServer implements AutoCloseable {

    private static final int PAGE = 7;
    private static final int MOST_BLOCKS = 10;
    private static final int MOST_NUMBERS = 300;
    private static final long LATENESS_NANOS = 2_000_000_000;

    private record Row(String id, long at) {

        String json() {
            return "{\"id\":\"%s\",\"at\":%d}".formatted(id, at);
        }
    }

    private final Clock clock;
    private final StubHttpServer server = new StubHttpServer();
    private final FrameServer frames;
    private final List<Row> rows = new ArrayList<>();
    private final TreeSet<Long> blocks = new TreeSet<>();

    /** When a higher one was told of first, by {@link System#nanoTime}; late blocks only. */
    private final Map<Long, Long> told = new TreeMap<>();

    private final TreeSet<Long> late = new TreeSet<>();
    private final Map<String, Long> signals = new TreeMap<>();
    private int refused;

    FurtherSourceServer(Clock clock) throws IOException {
        this.clock = clock;
        this.frames = new FrameServer(new FrameServer.FrameConversation() {
            @Override
            public List<String> answers(String message) {
                return List.of(answer(message));
            }
        });
        server.handle("/rows", this::rows);
        server.handle("/blocks", this::blocks);
    }

    private String answer(String message) {
        String operation =
                JsonMapper.shared().readTree(message).path("op").stringValue("").equals("ping") ? "pong" : "subscribed";
        return "{\"op\":\"%s\",\"at\":%d}".formatted(operation, clock.millis());
    }

    String url() {
        return server.url();
    }

    FrameServer frames() {
        return frames;
    }

    /** @param age of the row, in ms */
    synchronized void addRow(long age) {
        // times in steps of a second, so that rows share them
        long at = (clock.millis() - age) / 1_000 * 1_000;
        rows.add(new Row("row-%04d".formatted(rows.size()), at));
    }

    synchronized void addBlock(long number) {
        blocks.add(number);
    }

    /** One whose transaction ends after those of higher numbers. */
    synchronized void addLateBlock(long number) {
        blocks.add(number);
        late.add(number);
    }

    private boolean isShown(long number) {
        Long since = told.get(number);
        return since == null ? !late.contains(number) : System.nanoTime() - since > LATENESS_NANOS;
    }

    /** To all who are connected. */
    synchronized String signal() {
        String id = "signal-" + signals.size();
        long at = clock.millis();
        signals.put(id, at * 1_000);
        try (MessageBufferPacker out = MessagePack.newDefaultBufferPacker()) {
            out.packMapHeader(2).packString("op").packString("signal");
            out.packString("signal").packMapHeader(3);
            out.packString("id").packString(id);
            out.packString("at").packLong(at);
            out.packString("raw").packBinaryHeader(3).writePayload(new byte[] {1, 2, 3});
            frames.say(out.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return id;
    }

    /** Each id with its position, of all that was added to the stream. */
    synchronized Map<String, Long> positions(String stream) {
        return switch (stream) {
            case "rows" -> rows.stream().collect(Collectors.toMap(Row::id, row -> row.at() * 1_000));
            case "blocks" -> blocks.stream().collect(Collectors.toMap(String::valueOf, number -> number));
            default -> Map.copyOf(signals);
        };
    }

    synchronized Set<String> rowIds() {
        return rows.stream().map(Row::id).collect(Collectors.toCollection(TreeSet::new));
    }

    synchronized Set<String> blockIds() {
        return blocks.stream().map(String::valueOf).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Calls for too long a stretch. */
    synchronized int refused() {
        return refused;
    }

    private synchronized void rows(HttpExchange exchange) throws IOException {
        Map<String, String> query = StubHttpServer.query(exchange);
        long since = Long.parseLong(query.getOrDefault("since", "0"));
        Comparator<Row> order = Comparator.comparingLong(Row::at).thenComparing(Row::id);
        Row behind = new Row(query.getOrDefault("after_id", ""), Long.parseLong(query.getOrDefault("after_at", "-1")));
        StubHttpServer.answer(
                exchange,
                200,
                rows.stream()
                        .filter(row -> row.at() >= since && order.compare(row, behind) > 0)
                        .sorted(order)
                        .limit(PAGE)
                        .map(Row::json)
                        .collect(Collectors.joining(",", "[", "]")));
    }

    private synchronized void blocks(HttpExchange exchange) throws IOException {
        Map<String, String> query = StubHttpServer.query(exchange);
        long from = Long.parseLong(query.getOrDefault("from", "0"));
        long to = Long.parseLong(query.getOrDefault("to", "0"));
        if (to - from > MOST_NUMBERS) {
            refused++;
            StubHttpServer.answer(exchange, 400, "{\"error\":\"too-many\"}");
            return;
        }
        late.headSet(blocks.isEmpty() ? 0 : blocks.last())
                .forEach(number -> told.putIfAbsent(number, System.nanoTime()));
        StubHttpServer.answer(
                exchange,
                200,
                "{\"head\":%d,\"blocks\":[%s]}"
                        .formatted(
                                blocks.isEmpty() ? 0 : blocks.last(),
                                blocks.descendingSet().stream()
                                        .filter(number -> from <= number && number < to && isShown(number))
                                        .limit(MOST_BLOCKS)
                                        .map("{\"number\":%d}"::formatted)
                                        .collect(Collectors.joining(","))));
    }

    @Override
    public void close() {
        server.close();
        frames.close();
    }
}
