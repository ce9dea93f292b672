package dev.gapless.standalone.upstreams;

import com.sun.net.httpserver.HttpExchange;
import dev.gapless.testing.StubHttpServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A source that wants to know who asks.
 *
 * <ul>
 *   <li>{@code POST /token}: an access token for the client {@code ann}; the one before it becomes invalid
 *   <li>{@code GET /posts}, and the socket: with the valid access token
 *   <li>the socket says hello, and sends nothing before it was told which room to enter
 *   <li>{@code GET /trades}: with a query that is signed and no older than a minute
 * </ul>
 */
final class GuardedSourceServer implements AutoCloseable {

    static final String SECRET = "s3cret";

    private final Clock clock;
    private final StubHttpServer server = new StubHttpServer();
    private final FrameServer frames;
    private final AtomicInteger tokens = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile boolean entered;

    GuardedSourceServer(Clock clock) throws IOException {
        this.clock = clock;
        server.handle("/token", this::token);
        server.handle(
                "/posts",
                exchange -> page(exchange, valid(exchange.getRequestHeaders().getFirst("Authorization"))));
        server.handle("/trades", exchange -> page(exchange, signed(exchange)));
        frames = new FrameServer(new FrameServer.FrameConversation() {
            @Override
            public boolean admits(String head) {
                return head.lines().anyMatch(line -> line.equalsIgnoreCase("authorization: Bearer token-" + tokens));
            }

            @Override
            public List<String> greeting() {
                return List.of("{\"kind\":\"hello\"}");
            }

            @Override
            public List<String> answers(String message) {
                entered |= message.equals("{\"op\":\"enter\",\"room\":\"ann\"}");
                return List.of("{\"id\":1,\"error\":%s}".formatted(entered ? "null" : "\"no room\""));
            }
        });
    }

    String url() {
        return server.url();
    }

    FrameServer frames() {
        return frames;
    }

    int tokens() {
        return tokens.get();
    }

    int refused() {
        return refused.get();
    }

    /** As if another client had asked for a token: the one in use is not taken any more. */
    void revoke() {
        tokens.incrementAndGet();
    }

    /** To whom has entered a room. */
    void sayPost(String id) {
        if (entered) {
            frames.say("{\"kind\":\"post\",\"post\":%s}".formatted(post(id)));
        }
    }

    String post(String id) {
        return "{\"id\":\"%s\",\"at\":%d}".formatted(id, clock.millis());
    }

    private void token(HttpExchange exchange) throws IOException {
        String form = StubHttpServer.body(exchange);
        boolean right = form.equals("grant_type=client_credentials&client_id=ann&client_secret=" + SECRET);
        StubHttpServer.answer(
                exchange,
                right ? 200 : 401,
                right
                        ? "{\"access_token\":\"token-%d\",\"token_type\":\"Bearer\",\"expires_in\":3600}"
                                .formatted(tokens.incrementAndGet())
                        : "{\"error\":\"invalid_client\"}");
    }

    private boolean valid(String authorization) {
        return ("Bearer token-" + tokens).equals(authorization);
    }

    private boolean signed(HttpExchange exchange) {
        String query = exchange.getRequestURI().getRawQuery();
        int at = query == null ? -1 : query.lastIndexOf("&signature=");
        if (query == null
                || at < 0
                || !"ann".equals(exchange.getRequestHeaders().getFirst("X-API-KEY"))) {
            return false;
        }
        long told = List.of(query.split("&")).stream()
                .filter(part -> part.startsWith("timestamp="))
                .mapToLong(part -> Long.parseLong(part.substring("timestamp=".length())))
                .findFirst()
                .orElse(0);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            String expected =
                    HexFormat.of().formatHex(mac.doFinal(query.substring(0, at).getBytes(StandardCharsets.UTF_8)));
            return Math.abs(clock.millis() - told) < 60_000
                    && query.substring(at + "&signature=".length()).equals(expected);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every runtime has this hash", e);
        }
    }

    private void page(HttpExchange exchange, boolean permitted) throws IOException {
        if (!permitted) {
            refused.incrementAndGet();
        }
        StubHttpServer.answer(exchange, permitted ? 200 : 401, permitted ? "[%s]".formatted(post("post-1")) : "{}");
    }

    @Override
    public void close() {
        server.close();
        frames.close();
    }
}
