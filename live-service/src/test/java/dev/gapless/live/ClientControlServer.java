package dev.gapless.live;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gapless.common.position.StreamId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A live service for clients in Node, which write changes and restart it by HTTP. */
final class ClientControlServer implements AutoCloseable {

    private final Path directory;
    private final ChangeTopicWriter writer = new ChangeTopicWriter();
    private final AtomicReference<LiveReplica> replica = new AtomicReference<>();
    private final HttpServer control = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final URI address;

    private interface Order {
        void run() throws IOException;
    }

    /** @param directory for the token files */
    ClientControlServer(Path directory) throws IOException, ExecutionException, InterruptedException {
        this.directory = directory;
        replica.set(start(0));
        this.address = replica.get().address();
        control.createContext("/write", exchange -> answer(exchange, () -> write(exchange)));
        control.createContext(
                "/restart",
                exchange -> answer(exchange, () -> {
                    replica.get().stop();
                    replica.set(start(address.getPort()));
                }));
        control.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        control.start();
    }

    private LiveReplica start(int port) throws IOException {
        return LiveReplica.start(
                directory,
                writer.servers(),
                "--server.port=" + port,
                "--gapless.live.socket.flush-every=20ms",
                "--gapless.live.socket.heartbeat=500ms",
                "--gapless.live.http.poll=1s");
    }

    private static void answer(HttpExchange exchange, Order order) throws IOException {
        try (exchange) {
            order.run();
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private void write(HttpExchange exchange) {
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

    /** The exit code of a command that is told where the service is and how it is controlled. */
    int run(Path folder, List<String> command, int minutes) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.directory(folder.toFile());
        builder.environment().put("GAPLESS_LIVE_URL", address.toString());
        builder.environment().put("GAPLESS_LIVE_TOKEN", LiveReplica.TOKEN.reveal());
        builder.environment()
                .put(
                        "GAPLESS_CONTROL_URL",
                        "http://127.0.0.1:" + control.getAddress().getPort());
        return end(builder, minutes);
    }

    static int end(ProcessBuilder builder, int minutes) throws IOException, InterruptedException {
        Process process = builder.inheritIO().start();
        if (!process.waitFor(minutes, TimeUnit.MINUTES)) {
            // a test runner has a process for each file
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError(
                    "%s takes more than %d minutes".formatted(String.join(" ", builder.command()), minutes));
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        control.stop(0);
        replica.get().stop();
        writer.close();
    }
}
