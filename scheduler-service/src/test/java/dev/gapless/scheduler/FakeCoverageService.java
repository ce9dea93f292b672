package dev.gapless.scheduler;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Coverage;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.CoverageChangesAnswer;
import dev.gapless.common.message.CoverageChangesAnswer.Change;
import dev.gapless.common.message.CoverageChangesQuery;
import dev.gapless.common.message.MissingRequest;
import dev.gapless.common.message.MissingRequest.Horizon;
import dev.gapless.common.message.MissingResponse;
import dev.gapless.common.message.MissingResponse.Entry;
import dev.gapless.common.message.SilentWindowsAnswer;
import dev.gapless.common.position.StreamId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.json.JsonMapper;

/** A checkpoint service that knows coverage and nothing else, over real HTTP. Streams it never heard of are covered. */
public final class FakeCoverageService implements AutoCloseable {

    /** How it behaves. */
    public enum Mood {
        ANSWERING,
        FAILING,
        SILENT_ABOUT_SOME
    }

    private final JsonMapper json = JsonMapper.builder().build();
    private final Map<String, Coverage> missing = new ConcurrentHashMap<>();
    private final Map<String, Long> frontiers = new ConcurrentHashMap<>();
    private final Map<Long, StreamId> changes = new ConcurrentSkipListMap<>();
    private final Map<StreamId, Boolean> silent = new ConcurrentHashMap<>();
    private final Map<String, Runnable> before = new ConcurrentHashMap<>();
    private final AtomicLong changeIds = new AtomicLong();
    private final AtomicInteger questions = new AtomicInteger();
    private final HttpServer server;
    private volatile Mood mood = Mood.ANSWERING;

    public FakeCoverageService() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/internal/v1/coverage:missing", this::answer);
        server.createContext("/internal/v1/coverage-changes:take", this::changes);
        server.createContext(
                "/internal/v1/coverage:silent",
                exchange -> say(exchange, new SilentWindowsAnswer(List.copyOf(silent.keySet()))));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public void missing(String stream, Range... ranges) {
        missing.put(stream, Coverage.of(List.of(ranges)));
        changed(stream);
    }

    private void changed(String stream) {
        changes.put(changeIds.incrementAndGet(), StreamId.parse(stream));
    }

    /** Its live window is silent, or not any more. */
    public void silent(String stream, boolean is) {
        if (is) {
            silent.put(StreamId.parse(stream), true);
        } else {
            silent.remove(StreamId.parse(stream));
        }
    }

    /** The same, of these aspects only; it goes before what is said of all. */
    public void missing(String stream, Set<Aspect> aspects, Range... ranges) {
        missing.put(stream + "#" + Aspect.maskOf(aspects), Coverage.of(List.of(ranges)));
        changed(stream);
    }

    public void frontier(String stream, long frontier) {
        frontiers.put(stream, frontier);
        changed(stream);
    }

    /** The next question about a stream is answered when this has run. */
    public void beforeAnswer(String stream, Runnable once) {
        before.put(stream, once);
    }

    public void mood(Mood now) {
        mood = now;
    }

    /** How often it was asked what changed: once a round of planning. */
    public int questions() {
        return questions.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            MissingRequest query = json.readValue(exchange.getRequestBody().readAllBytes(), MissingRequest.class);
            query.horizons().forEach(horizon -> {
                Runnable once = before.remove(horizon.stream().key());
                if (once != null) {
                    once.run();
                }
            });
            switch (mood) {
                case FAILING -> exchange.sendResponseHeaders(503, -1);
                case SILENT_ABOUT_SOME -> send(exchange, new MissingResponse(List.of()));
                case ANSWERING ->
                    send(
                            exchange,
                            new MissingResponse(
                                    query.horizons().stream().map(this::entry).toList()));
            }
        }
    }

    private void changes(HttpExchange exchange) throws IOException {
        CoverageChangesQuery query =
                json.readValue(exchange.getRequestBody().readAllBytes(), CoverageChangesQuery.class);
        questions.incrementAndGet();
        query.done().forEach(changes::remove);
        List<Change> told = new ArrayList<>();
        changes.forEach((id, stream) -> told.add(new Change(id, stream)));
        say(exchange, new CoverageChangesAnswer(told));
    }

    private void say(HttpExchange exchange, Object answer) throws IOException {
        try (exchange) {
            if (mood == Mood.FAILING) {
                exchange.sendResponseHeaders(503, -1);
            } else {
                send(exchange, answer);
            }
        }
    }

    private Entry entry(Horizon horizon) {
        String key = horizon.stream().key();
        Coverage all = missing.getOrDefault(
                key + "#" + Aspect.maskOf(horizon.aspects()), missing.getOrDefault(key, Coverage.empty()));
        Coverage asked = Coverage.of(List.of(Range.of(horizon.from(), horizon.to())));
        return new Entry(
                horizon.stream(), all.minus(all.minus(asked)).ranges(), null, null, null, frontiers.get(key), 3);
    }

    private void send(HttpExchange exchange, Object answer) throws IOException {
        byte[] body = json.writeValueAsBytes(answer);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
