package dev.gapless.standalone.upstreams;

import com.sun.net.httpserver.HttpExchange;
import dev.gapless.testing.StubHttpServer;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A source that repeats secrets in whatever it answers. Of each listing the first answers are failures of every kind;
 * then it lists two items, one of which cannot be read. Its socket refuses the first handshake, and then sends a frame
 * that cannot be read.
 */
final class CanarySourceServer implements AutoCloseable {

    /** What a source says of itself that is nobody else's business; none of it is a credential that we sent. */
    static final String BODY = "canary-body-5b1e";

    static final String HEADER = "canary-header-93aa";
    static final String FRAME = "canary-frame-07dc";
    static final String ITEM = "canary-item-c4f8";
    static final String JWT = "eyJjYW5hcnkiOjF9.Y2FuYXJ5LWp3dA.c2lnbmF0dXJl-canary";

    private final Clock clock;
    private final StubHttpServer server = new StubHttpServer();
    private final FrameServer frames;
    private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
    private final Queue<String> heard = new ConcurrentLinkedQueue<>();
    private final AtomicInteger handshakes = new AtomicInteger();

    CanarySourceServer(Clock clock) throws IOException {
        this.clock = clock;
        server.handle("/", this::page);
        frames = new FrameServer(new FrameServer.FrameConversation() {
            @Override
            public boolean admits(String head) {
                heard.add(head);
                return handshakes.incrementAndGet() > 1;
            }

            @Override
            public List<String> greeting() {
                return List.of(
                        "{\"kind\":\"odd\",\"secret\":\"%s\",\"note\":\"Authorization: Bearer %s\"}"
                                .formatted(FRAME, FRAME),
                        "{\"kind\":\"post\",\"post\":{\"id\":\"bad\",\"at\":\"token=%s\"}}".formatted(FRAME));
            }
        });
    }

    String url() {
        return server.url();
    }

    FrameServer frames() {
        return frames;
    }

    /** All that was shown to it: request lines, headers and handshakes. */
    String heard() {
        return String.join("\n", heard);
    }

    private void page(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        heard.add(exchange.getRequestURI() + " "
                + Map.copyOf(exchange.getRequestHeaders()).values());
        String shown = exchange.getRequestURI().getRawQuery() + " "
                + exchange.getRequestHeaders().getFirst("X-Canary-Key");
        exchange.getResponseHeaders().add("Set-Cookie", "session=" + HEADER);
        exchange.getResponseHeaders().add("WWW-Authenticate", "Bearer realm=\"x\", token=\"" + HEADER + "\"");
        exchange.getResponseHeaders().add("X-Request-Signature", "signature=" + HEADER);
        switch (calls.computeIfAbsent(path, any -> new AtomicInteger()).incrementAndGet()) {
            case 1 ->
                StubHttpServer.answer(
                        exchange, 400, "{\"error\":\"who is %s\",\"access_token\":\"%s\"}".formatted(shown, BODY));
            case 2 ->
                StubHttpServer.answer(
                        exchange, 500, "password=%s; Authorization: Bearer %s; sent: %s".formatted(BODY, JWT, shown));
            case 3 -> StubHttpServer.answer(exchange, 200, "<html>cookie: sid=%s; api_key=%s".formatted(BODY, BODY));
            default -> StubHttpServer.answer(exchange, 200, "[%s,%s]".formatted(item(), unreadable()));
        }
    }

    private String item() {
        return "{\"id\":\"one\",\"at\":%d,\"token\":\"%s\"}".formatted(clock.millis() - 60_000, ITEM);
    }

    private static String unreadable() {
        return "{\"id\":\"two\",\"at\":\"%s\",\"token\":\"%s\"}".formatted(JWT, ITEM);
    }

    @Override
    public void close() {
        server.close();
        frames.close();
    }
}
