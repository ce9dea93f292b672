package dev.gapless.common.platform;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.env.Environment;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers in the place of the service's own ports while there is no service yet: alive, not ready, and why. The ports
 * are free again just before the service takes them.
 */
final class WaitingProbes implements SmartLifecycle, AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int UNAVAILABLE = 503;
    private static final int OK = 200;

    private final Environment environment;
    private final ObjectProvider<SslBundles> bundles;
    private final List<HttpServer> servers = new ArrayList<>();
    private volatile String reason = "";
    private volatile boolean running;

    WaitingProbes(Environment environment, ObjectProvider<SslBundles> bundles) {
        this.environment = environment;
        this.bundles = bundles;
    }

    /** From now on this is the reason; the ports are taken at the first one. */
    void answer(String why) {
        reason = why;
        if (servers.isEmpty()) {
            Map<Integer, String> ports = new LinkedHashMap<>();
            ports.put(environment.getProperty("server.port", Integer.class, 8080), "server");
            ports.putIfAbsent(
                    environment.getProperty(
                            "management.server.port",
                            Integer.class,
                            ports.keySet().iterator().next()),
                    "management.server");
            ports.forEach(this::open);
        }
    }

    private void open(int port, String prefix) {
        String host = environment.getProperty(prefix + ".address", "0.0.0.0");
        InetSocketAddress address = new InetSocketAddress(host, port);
        try {
            HttpServer server = secured(environment.getProperty(prefix + ".ssl.bundle"), address);
            server.createContext("/", this::answer);
            server.start();
            servers.add(server);
        } catch (IOException e) {
            throw new UncheckedIOException("%s.port: %d cannot be taken".formatted(prefix, port), e);
        }
    }

    private HttpServer secured(@Nullable String bundle, InetSocketAddress address) throws IOException {
        if (bundle == null) {
            return HttpServer.create(address, 0);
        }
        HttpsServer server = HttpsServer.create(address, 0);
        server.setHttpsConfigurator(
                new HttpsConfigurator(bundles.getObject().getBundle(bundle).createSslContext()));
        return server;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        boolean alive = path.equals("/livez") || path.equals("/actuator/health/liveness");
        byte[] body = JSON.writeValueAsBytes(alive ? Map.of("status", "UP") : unready());
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(alive ? OK : UNAVAILABLE, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Map<String, Object> unready() {
        String out = "OUT_OF_SERVICE";
        return Map.of(
                "status",
                out,
                "components",
                Map.of("schema", Map.of("status", out, "details", Map.of("reason", reason))));
    }

    /** Before every other part of the service. */
    @Override
    public int getPhase() {
        return Integer.MIN_VALUE;
    }

    @Override
    public void start() {
        close();
        running = true;
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public void close() {
        servers.forEach(server -> server.stop(0));
        servers.clear();
    }
}
