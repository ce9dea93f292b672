package dev.gapless.connector.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.web.client.RestClient;

/** Answers by path with what was put there, else 404; or takes requests and answers none. */
final class FakeScheduler implements AutoCloseable {

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();
    private final HttpServer server;
    private volatile boolean hanging;
    private volatile int status = 200;

    FakeScheduler() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                asked.incrementAndGet();
                if (hanging) {
                    closing.await();
                }
                String answer = answers.get(exchange.getRequestURI().getPath());
                if (answer == null) {
                    exchange.sendResponseHeaders(404, -1);
                    return;
                }
                byte[] body = answer.getBytes(UTF_8);
                exchange.getResponseHeaders().add("ETag", "\"%d\"".formatted(answer.hashCode()));
                exchange.getResponseHeaders().add("Content-Type", "application/json");
                exchange.sendResponseHeaders(status, body.length);
                exchange.getResponseBody().write(body);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    RestClient client() {
        return RestClient.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    void manifest(String source, String yaml) {
        answers.put("/internal/v1/sources/%s/manifest".formatted(source), yaml);
    }

    void credential(String source, String account, String credential) {
        answers.put(
                "/internal/v1/accounts/%s/%s/credential".formatted(source, account),
                "{\"credential\":\"%s\"}".formatted(credential));
    }

    void removeAll() {
        answers.clear();
    }

    /** From now on requests are taken and not answered. */
    void hang() {
        hanging = true;
    }

    void answersWith(int newStatus) {
        status = newStatus;
    }

    int asked() {
        return asked.get();
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.close();
    }
}
