package dev.gapless.standalone.upstreams;

import com.sun.net.httpserver.HttpExchange;
import dev.gapless.testing.StubHttpServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A store of documents that lists its changes, as CouchDB does with one shard. Each document stands once in the feed,
 * with its latest change. A document that is deleted stands there too.
 *
 * <ul>
 *   <li>{@code GET /ann/_changes?since=&limit=&descending=}: oldest first, behind the cursor {@code since}. A cursor
 *       begins with the change's number, and only one that the feed has told is taken
 * </ul>
 */
final class ChangesSourceServer implements AutoCloseable {

    private static final String FEED = "/ann/_changes";

    private record DocumentChange(long seq, String id, int rev, boolean deleted) {

        /** It cannot be made from the number. */
        String cursor() {
            return "%d-g%08x".formatted(seq, (int) (seq * 0x9E3779B1L));
        }

        String json() {
            String document = deleted
                    ? "{\"_id\":\"%s\",\"_rev\":\"%s\",\"_deleted\":true}".formatted(id, revision())
                    : "{\"_id\":\"%s\",\"_rev\":\"%s\",\"text\":\"%s %d\"}".formatted(id, revision(), id, rev);
            return "{\"seq\":\"%s\",\"id\":\"%s\",\"changes\":[{\"rev\":\"%s\"}]%s,\"doc\":%s}"
                    .formatted(cursor(), id, revision(), deleted ? ",\"deleted\":true" : "", document);
        }

        String revision() {
            return "%d-%032x".formatted(rev, id.hashCode() & 0xffff);
        }
    }

    private final StubHttpServer server = new StubHttpServer();
    private final Map<String, DocumentChange> latest = new TreeMap<>();
    private final Map<String, Long> cursors = new HashMap<>();
    private final List<String> names = new ArrayList<>();
    private long changes;
    private int refused;

    ChangesSourceServer() throws IOException {
        server.handle(FEED, this::feed);
    }

    String url() {
        return server.url();
    }

    synchronized void add() {
        // the order of names is not that of changes
        String id = "doc-%08x".formatted(names.size() * 0x9E3779B1);
        names.add(id);
        put(id, 1, false);
    }

    synchronized void edit(int number) {
        DocumentChange before = latest.get(names.get(number));
        if (before != null) {
            put(before.id(), before.rev() + 1, false);
        }
    }

    synchronized void remove(int number) {
        DocumentChange before = latest.get(names.get(number));
        if (before != null) {
            put(before.id(), before.rev() + 1, true);
        }
    }

    private void put(String id, int rev, boolean deleted) {
        DocumentChange change = new DocumentChange(++changes, id, rev, deleted);
        latest.put(id, change);
        cursors.put(change.cursor(), change.seq());
    }

    /** Each document that is there, with its position. */
    synchronized Map<String, Long> positions() {
        return present().collect(Collectors.toMap(DocumentChange::id, DocumentChange::seq));
    }

    /** Each document that is there, with the number of its latest change. */
    synchronized Set<String> versions() {
        return present().map(change -> change.id() + " " + change.seq()).collect(Collectors.toCollection(TreeSet::new));
    }

    private Stream<DocumentChange> present() {
        return latest.values().stream().filter(change -> !change.deleted());
    }

    /** Calls with a cursor that the feed never told. */
    synchronized int refused() {
        return refused;
    }

    private synchronized void feed(HttpExchange exchange) throws IOException {
        Map<String, String> query = StubHttpServer.query(exchange);
        boolean newestFirst = query.getOrDefault("descending", "").equals("true");
        String cursor = query.getOrDefault("since", "0");
        Long since = cursor.equals("0") ? Long.valueOf(0) : cursors.get(cursor);
        if (since == null) {
            refused++;
            StubHttpServer.answer(exchange, 400, "{\"error\":\"bad_request\",\"reason\":\"since\"}");
            return;
        }
        long begin = since;
        Comparator<DocumentChange> order = Comparator.comparingLong(DocumentChange::seq);
        List<DocumentChange> behind = latest.values().stream()
                .filter(change -> change.seq() > begin)
                .sorted(newestFirst ? order.reversed() : order)
                .toList();
        List<DocumentChange> page = behind.stream()
                .limit(Long.parseLong(query.getOrDefault("limit", "1000")))
                .toList();
        StubHttpServer.answer(
                exchange,
                200,
                "{\"results\":[%s],\"last_seq\":\"%s\",\"pending\":%d}"
                        .formatted(
                                page.stream().map(DocumentChange::json).collect(Collectors.joining(",")),
                                page.isEmpty() ? cursor : page.getLast().cursor(),
                                behind.size() - page.size()));
    }

    @Override
    public void close() {
        server.close();
    }
}
