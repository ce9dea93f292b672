package dev.gapless.standalone.suite;

import dev.gapless.testing.StubHttpServer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A collector of traces that keeps the bodies of requests as they come, and only while a test wants them. */
public final class SpanBodies implements AutoCloseable {

    private final Queue<String> bodies = new ConcurrentLinkedQueue<>();
    private final StubHttpServer server = new StubHttpServer();
    private volatile boolean kept;

    SpanBodies() {
        server.handle("/v1/traces", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (kept) {
                bodies.add(new String(body, StandardCharsets.ISO_8859_1));
            }
            StubHttpServer.answer(exchange, 200, "");
        });
    }

    String endpoint() {
        return server.url() + "/v1/traces";
    }

    /** What comes is kept from now on, or forgotten. */
    public void keep(boolean wanted) {
        kept = wanted;
        if (!wanted) {
            bodies.clear();
        }
    }

    /** Those that were kept, a byte a character. */
    public List<String> all() {
        return List.copyOf(bodies);
    }

    @Override
    public void close() {
        server.close();
    }
}
