package dev.gapless.processor.fakes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gapless.common.message.CommitRequest;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.CommitResponse;
import dev.gapless.common.message.CorrectionRequest;
import dev.gapless.common.message.Decision;
import dev.gapless.common.message.FloorRequest;
import dev.gapless.common.message.FloorResponse;
import dev.gapless.common.message.LedgerItemsRequest;
import dev.gapless.common.message.LedgerItemsResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.json.JsonMapper;

/** A checkpoint service that commits to memory, over real HTTP. */
public final class FakeCommitService implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private volatile InMemoryLedger ledger = new InMemoryLedger();
    private final List<List<Item>> requests = new CopyOnWriteArrayList<>();
    private final Map<String, byte[]> manifests = new ConcurrentHashMap<>();
    private final List<Integer> spansAsked = new CopyOnWriteArrayList<>();
    private volatile boolean away;
    private volatile String refusedItem = "";
    private volatile String failingItem = "";
    private final InMemoryFloors floors = new InMemoryFloors();

    public FakeCommitService() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/internal/v1/items:commit", this::answer);
        server.createContext("/internal/v1/items:correct", this::correct);
        server.createContext("/internal/v1/items:held", this::held);
        server.createContext("/internal/v1/manifests/", this::manifest);
        server.createContext("/internal/v1/floors", this::floors);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public RestClient client() {
        return RestClient.create(url());
    }

    /** Away: every request is answered 503. */
    public void away(boolean isAway) {
        away = isAway;
    }

    /** A request with this item in it is answered 422. */
    public void refuse(String itemId) {
        refusedItem = itemId;
    }

    /** A request with this item in it is answered 500. */
    public void failOn(String itemId) {
        failingItem = itemId;
    }

    /** What was asked, whatever was answered. */
    public List<List<Item>> requests() {
        return requests;
    }

    /** The database is restored from an earlier state: nothing was decided since. */
    public void restore(InMemoryLedger earlier, Map<String, Long> decided) {
        ledger = earlier;
        floors.restore(decided);
    }

    /** A partition's log begins at its first offset. */
    public void begin(UUID topicId, int partition) {
        floors.note(
                new FloorRequest(List.of(new FloorRequest.Partition("captured", topicId, partition, 0L, 0L, null))));
    }

    /** How many spans came with each request. */
    public List<Integer> spansAsked() {
        return spansAsked;
    }

    public InMemoryFloors floors() {
        return floors;
    }

    public InMemoryLedger ledger() {
        return ledger;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            CommitRequest request = CommitRequest.from(exchange.getRequestBody());
            List<Item> items = request.items();
            requests.add(items);
            spansAsked.add(request.decided().size());
            if (away) {
                exchange.sendResponseHeaders(503, -1);
            } else if (items.stream().anyMatch(item -> item.itemId().equals(refusedItem))) {
                exchange.sendResponseHeaders(422, -1);
            } else if (items.stream().anyMatch(item -> item.itemId().equals(failingItem))) {
                exchange.sendResponseHeaders(500, -1);
            } else {
                List<Decision> decisions = ledger.commit(items);
                answer(exchange, new CommitResponse(decisions, floors.advance(request.decided())).toBytes());
            }
        }
    }

    private void floors(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] asked = exchange.getRequestBody().readAllBytes();
            if (away) {
                exchange.sendResponseHeaders(503, -1);
                return;
            }
            FloorResponse known = floors.note(JSON.readValue(asked, FloorRequest.class));
            if (known == null) {
                exchange.sendResponseHeaders(400, -1);
                return;
            }
            answer(exchange, "application/json", JSON.writeValueAsBytes(known));
        }
    }

    private void correct(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] asked = exchange.getRequestBody().readAllBytes();
            List<Decision> decisions = CorrectionRequest.fromBytes(asked).corrections().stream()
                    .map(ledger::correct)
                    .toList();
            answer(exchange, new CommitResponse(decisions).toBytes());
        }
    }

    private void held(HttpExchange exchange) throws IOException {
        try (exchange) {
            LedgerItemsRequest asked =
                    LedgerItemsRequest.fromBytes(exchange.getRequestBody().readAllBytes());
            answer(exchange, new LedgerItemsResponse(ledger.held(asked), List.of()).toBytes());
        }
    }

    private void manifest(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            byte[] kept = manifests.get(path);
            if (away) {
                exchange.sendResponseHeaders(503, -1);
            } else if (exchange.getRequestMethod().equals("PUT")) {
                manifests.put(path, exchange.getRequestBody().readAllBytes());
                exchange.sendResponseHeaders(204, -1);
            } else if (kept == null) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
                exchange.sendResponseHeaders(200, kept.length);
                exchange.getResponseBody().write(kept);
            }
        }
    }

    private static void answer(HttpExchange exchange, byte[] answer) throws IOException {
        answer(exchange, "application/cbor", answer);
    }

    private static void answer(HttpExchange exchange, String type, byte[] answer) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
