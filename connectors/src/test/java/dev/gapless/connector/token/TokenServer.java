package dev.gapless.connector.token;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A token endpoint on a real socket: gives {@code access-1}, {@code access-2} and so on, each valid for 100 s. */
final class TokenServer implements AutoCloseable {

    private final HttpServer server;
    private final List<String> forms = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final AtomicInteger given = new AtomicInteger();
    private volatile int status = 200;
    private volatile boolean renews;

    TokenServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/token", this::give);
        server.createContext("/moved", exchange -> {
            exchange.getResponseHeaders().set("Location", "/token");
            exchange.sendResponseHeaders(307, -1);
            exchange.close();
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    List<String> forms() {
        return forms;
    }

    List<String> authorizations() {
        return authorizations;
    }

    void answer(int code) {
        status = code;
    }

    /** From now on each answer brings a new refresh token. */
    void renew() {
        renews = true;
    }

    private void give(HttpExchange exchange) throws IOException {
        try (exchange) {
            forms.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            int number = given.incrementAndGet();
            String more = renews ? ",\"refresh_token\":\"next-%d\"".formatted(number) : "";
            byte[] body = (status == 200
                            ? "{\"access_token\":\"access-%d\",\"expires_in\":100%s}".formatted(number, more)
                            : "{\"error\":\"invalid_client\"}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
