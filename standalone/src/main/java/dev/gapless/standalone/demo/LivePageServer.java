package dev.gapless.standalone.demo;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gapless.common.position.StreamId;
import dev.gapless.embedded.LoopbackPorts;
import dev.gapless.standalone.api.RestApi;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.json.JsonMapper;

/**
 * A page on 127.0.0.1 that shows the live feed of some channels, their gaps and the connection's state. Its address
 * holds a random key, without which nothing is answered: the page gets tickets of the live service.
 */
final class LivePageServer implements AutoCloseable {

    private static final int KEY_BYTES = 16;
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ws://127.0.0.1:*;"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final Map<String, String> FILES = Map.of(
            "", "text/html; charset=utf-8",
            "page.js", "text/javascript; charset=utf-8",
            "page.css", "text/css; charset=utf-8");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final String path;

    private LivePageServer(HttpServer server, String path) {
        this.server = server;
        this.path = path;
    }

    /** Listens, and answers nothing until {@link #show} was called. */
    static LivePageServer open() throws IOException {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), LoopbackPorts.free(1)[0]);
        LivePageServer page = new LivePageServer(
                HttpServer.create(address, 0), "/" + HexFormat.of().formatHex(key) + "/");
        page.server.setExecutor(page.threads);
        page.server.start();
        return page;
    }

    /** What the live service must allow, so that the page may connect. */
    String origin() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Where the page is. */
    String url() {
        return origin() + path;
    }

    /**
     * Serves the page from now on.
     *
     * @param live the live service
     * @param socket address of its WebSocket, without a ticket
     */
    void show(RestApi live, String socket, List<StreamId> channels) {
        List<String> names = channels.stream().map(StreamId::toString).toList();
        server.createContext(path, exchange -> {
            try (exchange) {
                answer(exchange, live, socket, names);
            }
        });
    }

    private void answer(HttpExchange exchange, RestApi live, String socket, List<String> channels) throws IOException {
        String file = exchange.getRequestURI().getPath().substring(path.length());
        String type = FILES.get(file);
        if (!isOwn(exchange.getRequestHeaders())) {
            exchange.sendResponseHeaders(403, -1);
        } else if (type != null && exchange.getRequestMethod().equals("GET")) {
            send(exchange, type, resource(file.isEmpty() ? "page.html" : file));
        } else if (file.equals("connection") && exchange.getRequestMethod().equals("POST")) {
            send(exchange, "application/json", connection(live, socket, channels));
        } else {
            exchange.sendResponseHeaders(404, -1);
        }
    }

    /** Also where a foreign name leads to this address. */
    private boolean isOwn(Headers headers) {
        String from = headers.getFirst("Origin");
        return origin().equals("http://" + headers.getFirst("Host")) && (from == null || from.equals(origin()));
    }

    private static byte[] connection(RestApi live, String socket, List<String> channels) throws IOException {
        try {
            String ticket = JsonMapper.shared()
                    .readTree(live.post(
                            "/v1/live/tickets",
                            "application/json",
                            JsonMapper.shared().writeValueAsBytes(Map.of("channels", List.of("*/*/*")))))
                    .get("ticket")
                    .asString();
            return JsonMapper.shared()
                    .writeValueAsBytes(Map.of("socket", socket + "?ticket=" + ticket, "channels", channels));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static byte[] resource(String file) throws IOException {
        try (InputStream in = LivePageServer.class.getResourceAsStream("/livepage/" + file)) {
            if (in == null) {
                throw new IOException(file + " is not on the class path");
            }
            return in.readAllBytes();
        }
    }

    private static void send(HttpExchange exchange, String type, byte[] content) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", type);
        headers.set("Content-Security-Policy", POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(200, content.length);
        exchange.getResponseBody().write(content);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
