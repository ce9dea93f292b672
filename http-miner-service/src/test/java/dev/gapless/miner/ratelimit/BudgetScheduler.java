package dev.gapless.miner.ratelimit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gapless.miner.ratelimit.CallPermit.Granted;
import dev.gapless.miner.ratelimit.SchedulerLimiter.AdmissionAnswer;
import dev.gapless.miner.ratelimit.SchedulerLimiter.AdmissionQuestion;
import dev.gapless.miner.ratelimit.StandbyLimiter.StandbyPermit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.json.JsonMapper;

/** A scheduler on a real socket that counts calls, and answers nothing else. */
public final class BudgetScheduler implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final FakeStandby budget = new FakeStandby(Clock.systemUTC(), System::nanoTime);
    private final AtomicInteger asked = new AtomicInteger();

    public BudgetScheduler() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/internal/v1/call-budget:admit", this::admit);
        server.createContext("/internal/v1/call-budget:pause", BudgetScheduler::pause);
        server.start();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** How often it was asked. */
    public int asked() {
        return asked.get();
    }

    private static void pause(HttpExchange exchange) throws IOException {
        byte[] answer = "{}".getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private void admit(HttpExchange exchange) throws IOException {
        asked.incrementAndGet();
        AdmissionQuestion question =
                JsonMapper.shared().readValue(exchange.getRequestBody().readAllBytes(), AdmissionQuestion.class);
        StandbyPermit permit;
        synchronized (budget) {
            permit = budget.admit(
                    question.holders().stream()
                            .map(holder -> new RateLimitKey(question.source(), holder.account(), holder.pooled()))
                            .toList(),
                    new RateLimit(1e6 / question.intervalMicros(), Math.toIntExact(question.burst())),
                    Duration.of(question.patienceMicros(), ChronoUnit.MICROS),
                    Duration.of(question.notFullBeforeMicros(), ChronoUnit.MICROS));
        }
        byte[] answer = JsonMapper.shared()
                .writeValueAsBytes(answer(permit, question.holders().size()));
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private static AdmissionAnswer answer(StandbyPermit permit, int holders) {
        Instant at = permit.permit() instanceof Granted(RateLimitKey key, Instant turn)
                ? turn
                : ((CallPermit.Denied) permit.permit()).retryAt();
        long wait = Math.max(0, ChronoUnit.MICROS.between(Instant.now(), at));
        return new AdmissionAnswer(
                permit.permit() instanceof Granted,
                0,
                wait,
                permit.untilFull().toNanos() / 1_000,
                Collections.nCopies(holders, 0L));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
