package dev.gapless.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka cluster of several nodes, each a process of its own, broker and controller. A record is on up to three of
 * them and is acknowledged when two have it. It listens on the loopback address.
 */
public final class KafkaBrokers implements AutoCloseable {

    private static final int MOST_REPLICAS = 3;
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration READY = Duration.ofMinutes(3);
    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final String LOGGING = """
            <configuration>
              <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
                <encoder><pattern>%d{HH:mm:ss.SSS} %-5level %logger{30} %msg%n</pattern></encoder>
              </appender>
              <root level="WARN"><appender-ref ref="out"/></root>
            </configuration>
            """;

    /** The listener for the other brokers, and for the program that says what a service may do. */
    private static final String OPERATORS = "OPERATORS";

    /**
     * How clients are answered.
     *
     * @param tls null for plain connections
     * @param authorized true when services say by SCRAM who they are, and may do what they have a right to. The others
     *     have a listener of their own then, which is plain and allows everything
     */
    public record ClientAccess(@Nullable TlsFiles tls, boolean authorized) {

        public ClientAccess {
            if (authorized && tls == null) {
                throw new IllegalArgumentException("passwords are not sent over plain connections");
            }
        }

        private String protocol() {
            String transport = tls == null ? "PLAINTEXT" : "SSL";
            return authorized ? "SASL_" + transport : transport;
        }
    }

    /** @param operators the port of the operators' listener; that of the clients' where there is no other */
    private record Node(Path directory, int port, int operators, Path settings) {}

    private final List<Node> nodes;
    private final Path logging;
    private final ClientAccess access;
    private final List<@Nullable Process> processes = new ArrayList<>();

    private KafkaBrokers(List<Node> nodes, Path logging, ClientAccess access) {
        this.nodes = List.copyOf(nodes);
        this.logging = logging;
        this.access = access;
    }

    /**
     * Returns when all nodes are brokers of one cluster.
     *
     * @param directory an empty one
     * @param count of nodes, 1 or more
     * @param access how clients are to be answered
     */
    public static KafkaBrokers start(Path directory, int count, ClientAccess access)
            throws IOException, InterruptedException {
        int[] ports = LoopbackPorts.free(3 * count);
        String voters = IntStream.range(0, count)
                .mapToObj(node -> "%d@127.0.0.1:%d".formatted(node + 1, ports[count + node]))
                .collect(Collectors.joining(","));
        String clusterId = Uuid.randomUuid().toString();
        List<Node> nodes = new ArrayList<>();
        for (int node = 0; node < count; node++) {
            Path home = Files.createDirectories(directory.resolve("kafka-" + (node + 1)));
            Properties settings = settings(home, node, count, ports, voters, access);
            nodes.add(new Node(
                    home,
                    ports[node],
                    access.authorized() ? ports[2 * count + node] : ports[node],
                    KafkaStorageFormat.write(home, settings, clusterId)));
        }
        Path logging = Files.writeString(directory.resolve("kafka-logback.xml"), LOGGING);
        KafkaBrokers brokers = new KafkaBrokers(nodes, logging, access);
        try {
            for (int node = 0; node < count; node++) {
                brokers.processes.add(null);
                brokers.start(node);
            }
            brokers.awaitAll();
            return brokers;
        } catch (IOException | InterruptedException | RuntimeException e) {
            brokers.close();
            throw e;
        }
    }

    private static Properties settings(
            Path home, int node, int count, int[] ports, String voters, ClientAccess access) {
        int replication = Math.min(MOST_REPLICAS, count);
        Properties p = KafkaNodeSettings.of(replication, Math.max(1, replication - 1));
        p.setProperty("node.id", Integer.toString(node + 1));
        p.setProperty("controller.quorum.voters", voters);
        p.setProperty(
                "listeners",
                "CLIENTS://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(ports[node], ports[count + node]));
        p.setProperty("advertised.listeners", "CLIENTS://127.0.0.1:" + ports[node]);
        p.setProperty("inter.broker.listener.name", "CLIENTS");
        p.setProperty("listener.security.protocol.map", "CLIENTS:%s,CONTROLLER:PLAINTEXT".formatted(access.protocol()));
        p.setProperty("log.dirs", home.resolve("log").toString());
        TlsFiles tls = access.tls();
        if (tls != null) {
            p.setProperty("ssl.keystore.type", "PEM");
            p.setProperty("ssl.keystore.location", tls.keyAndCertificate().toString());
            p.setProperty("ssl.truststore.type", "PEM");
            p.setProperty("ssl.truststore.location", tls.authority().toString());
        }
        if (access.authorized()) {
            authorize(p, ports[2 * count + node]);
        }
        return p;
    }

    private static void authorize(Properties p, int operators) {
        String listener = "%s://127.0.0.1:%d".formatted(OPERATORS, operators);
        for (String listeners : List.of("listeners", "advertised.listeners")) {
            p.setProperty(listeners, p.getProperty(listeners) + "," + listener);
        }
        p.setProperty(
                "listener.security.protocol.map",
                "%s,%s:PLAINTEXT".formatted(p.getProperty("listener.security.protocol.map"), OPERATORS));
        p.setProperty("inter.broker.listener.name", OPERATORS);
        p.setProperty("sasl.enabled.mechanisms", "SCRAM-SHA-512");
        p.setProperty(
                "listener.name.clients.scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        p.setProperty("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        // who comes by the other listeners has no name
        p.setProperty("super.users", "User:ANONYMOUS");
    }

    private void start(int number) throws IOException {
        Node node = nodes.get(number);
        ProcessBuilder broker = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms192m",
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=" + logging,
                "-cp",
                System.getProperty("java.class.path"),
                "kafka.Kafka",
                node.settings().toString());
        Path log = node.directory().resolve("broker.log");
        processes.set(
                number,
                broker.redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start());
    }

    /** Returns when every node is seen as a broker by the cluster. */
    private void awaitAll() throws IOException, InterruptedException {
        long end = System.nanoTime() + READY.toNanos();
        try (Admin admin = Admin.create(clientSettings())) {
            int seen = 0;
            while (seen < nodes.size()) {
                if (System.nanoTime() > end) {
                    throw new IOException("Kafka: %d of %d brokers after %s; see broker.log in %s"
                            .formatted(
                                    seen, nodes.size(), READY, nodes.getFirst().directory()));
                }
                Thread.sleep(LOOK);
                seen = seen(admin);
            }
        }
    }

    private static int seen(Admin admin) throws InterruptedException {
        try {
            return admin.describeCluster()
                    .nodes()
                    .get(LOOK.multipliedBy(20).toMillis(), TimeUnit.MILLISECONDS)
                    .size();
        } catch (ExecutionException | TimeoutException notYet) {
            return 0;
        }
    }

    /** What a client that is no service needs to connect. */
    public Map<String, Object> clientSettings() {
        TlsFiles tls = access.tls();
        Map<String, Object> settings = new HashMap<>(tls == null || access.authorized() ? Map.of() : tls.kafkaClient());
        settings.put("bootstrap.servers", addresses(Node::operators));
        return settings;
    }

    /** Where services connect. */
    public String bootstrapServers() {
        return addresses(Node::port);
    }

    private String addresses(ToIntFunction<Node> port) {
        return nodes.stream().map(node -> "127.0.0.1:" + port.applyAsInt(node)).collect(Collectors.joining(","));
    }

    /** Ends the last node as a lost machine does. */
    public void killLast() throws InterruptedException {
        Process process = processes.getLast();
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }

    /** Starts the node that was killed and returns when it is a broker again. */
    public void restartLast() throws IOException, InterruptedException {
        start(nodes.size() - 1);
        awaitAll();
    }

    @Override
    public void close() {
        processes.stream().filter(Objects::nonNull).forEach(Process::destroy);
        long end = System.nanoTime() + GRACE.toNanos();
        for (Process process : processes) {
            if (process != null) {
                endBy(process, end);
            }
        }
    }

    private static void endBy(Process process, long end) {
        try {
            if (!process.waitFor(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
