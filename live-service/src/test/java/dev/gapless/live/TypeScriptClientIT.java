package dev.gapless.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gapless.common.position.StreamId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts a real service for the tests of clients, and runs them in Node and in a browser. */
class TypeScriptClientIT {

    private static final Path CLIENT = Path.of("..", "clients", "typescript");
    private static final Path REACT = Path.of("..", "clients", "react");

    @TempDir
    private Path directory;

    @Test
    void its_own_tests_pass_against_a_real_service() throws Exception {
        run(CLIENT, "test/live.test.mjs");
    }

    /** Skipped by themselves, and loudly, where no browser is. */
    @Test
    void client_and_hook_pass_in_a_browser_against_a_real_service() throws Exception {
        run(REACT, "test/browser.test.mjs");
    }

    private void run(Path client, String tests) throws Exception {
        assumeTrue(
                Files.exists(client.resolve("dist").resolve("index.js")),
                client + " is not built: ./gapless clients builds it and runs this test");
        try (ChangeTopicWriter writer = new ChangeTopicWriter()) {
            AtomicReference<LiveReplica> replica = new AtomicReference<>(start(writer, 0));
            URI address = replica.get().address();
            HttpServer control = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            control.createContext("/write", exchange -> answer(exchange, () -> write(writer, exchange)));
            control.createContext(
                    "/restart",
                    exchange -> answer(exchange, () -> {
                        replica.get().stop();
                        replica.set(start(writer, address.getPort()));
                    }));
            control.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            control.start();
            try {
                assertThat(node(client, tests, address, control.getAddress().getPort()))
                        .isZero();
            } finally {
                control.stop(0);
                replica.get().stop();
            }
        }
    }

    private LiveReplica start(ChangeTopicWriter writer, int port) throws IOException {
        return LiveReplica.start(
                directory,
                writer.servers(),
                "--server.port=" + port,
                "--gapless.live.socket.flush-every=20ms",
                "--gapless.live.socket.heartbeat=500ms",
                "--gapless.live.http.poll=1s");
    }

    private interface Order {
        void run() throws IOException;
    }

    private static void answer(HttpExchange exchange, Order order) throws IOException {
        try (exchange) {
            order.run();
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private static void write(ChangeTopicWriter writer, HttpExchange exchange) {
        Map<String, String> query = Stream.of(
                        exchange.getRequestURI().getQuery().split("&", -1))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        synchronized (writer) {
            writer.write(
                    new StreamId("it", query.getOrDefault("account", ""), "posts"),
                    Integer.parseInt(query.getOrDefault("first", "")),
                    Integer.parseInt(query.getOrDefault("count", "")));
        }
    }

    private static int node(Path client, String tests, URI service, int controlPort)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                "node", "--experimental-websocket", "--test", "--test-force-exit", "--test-reporter=spec", tests);
        builder.directory(client.toFile());
        builder.environment().put("GAPLESS_LIVE_URL", service.toString());
        builder.environment().put("GAPLESS_LIVE_TOKEN", LiveReplica.TOKEN.reveal());
        builder.environment().put("GAPLESS_CONTROL_URL", "http://127.0.0.1:" + controlPort);
        builder.inheritIO();
        Process node = builder.start();
        if (!node.waitFor(4, TimeUnit.MINUTES)) {
            // the test runner has a process for each file
            node.descendants().forEach(ProcessHandle::destroyForcibly);
            node.destroyForcibly();
            throw new AssertionError("the client's tests take more than 4 minutes");
        }
        return node.exitValue();
    }
}
