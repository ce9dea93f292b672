package dev.gapless.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An HTTP server on a free port of the loopback address. It answers what a test tells it to, and 404 at all other
 * paths. Each request has a virtual thread of its own.
 */
public final class StubHttpServer implements AutoCloseable {

    private final HttpServer server;

    /** Starts the server. */
    public StubHttpServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    /**
     * Answers requests whose path begins with {@code path}; the longest path wins.
     *
     * @param handler is called by many threads at once; it ends the exchange
     */
    public void handle(String path, HttpHandler handler) {
        server.createContext(path, handler);
    }

    /** Scheme, host and port, without a slash at the end. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /**
     * Sends a JSON body and ends the exchange.
     *
     * @param body empty for an answer without a body
     */
    public static void answer(HttpExchange exchange, int status, String body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        try (exchange) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    /** The body of the request as text. It can be read once. */
    public static String body(HttpExchange exchange) throws IOException {
        return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    }

    /**
     * The decoded parameters of the query.
     *
     * @throws IllegalStateException when a parameter is there twice
     */
    public static Map<String, String> query(HttpExchange exchange) {
        String query = exchange.getRequestURI().getRawQuery();
        return query == null
                ? Map.of()
                : Stream.of(query.split("&"))
                        .map(part -> part.split("=", 2))
                        .collect(Collectors.toMap(
                                part -> part[0], part -> URLDecoder.decode(part[1], StandardCharsets.UTF_8)));
    }

    /** Refuses connections from now on. A second call does nothing. */
    @Override
    public void close() {
        server.stop(0);
    }
}
