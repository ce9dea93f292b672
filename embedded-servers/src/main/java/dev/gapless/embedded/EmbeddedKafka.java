package dev.gapless.embedded;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.jspecify.annotations.Nullable;

/** One Kafka node, broker and controller, inside this process. */
final class EmbeddedKafka implements AutoCloseable {

    private final Path directory;
    private final int port;
    private @Nullable KafkaRaftServer server;

    EmbeddedKafka(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    void start() throws IOException {
        Files.createDirectories(directory);
        Properties properties = properties(LoopbackPorts.free(1)[0]);
        Path log = directory.resolve("log");
        if (!Files.exists(log.resolve("meta.properties"))) {
            format(properties);
        }
        KafkaRaftServer starting = new KafkaRaftServer(KafkaConfig.fromProps(properties), Time.SYSTEM);
        server = starting;
        starting.startup();
    }

    private void format(Properties properties) throws IOException {
        Path file = directory.resolve("server.properties");
        try (var out = Files.newBufferedWriter(file)) {
            properties.store(out, null);
        }
        String[] arguments = {
            "format", "--ignore-formatted", "--cluster-id", Uuid.randomUuid().toString(), "--config", file.toString()
        };
        Path log = directory.resolve("format.log");
        int exit;
        try (PrintStream out =
                new PrintStream(Files.newOutputStream(log), true, java.nio.charset.StandardCharsets.UTF_8)) {
            exit = StorageTool.execute(arguments, out);
        }
        if (exit != 0) {
            throw new IOException("Kafka's storage could not be formatted; see " + log);
        }
    }

    private Properties properties(int controllerPort) {
        Properties p = new Properties();
        p.setProperty("process.roles", "broker,controller");
        p.setProperty("node.id", "1");
        p.setProperty("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        p.setProperty("controller.listener.names", "CONTROLLER");
        p.setProperty("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        p.setProperty("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        p.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        p.setProperty("log.dirs", directory.resolve("log").toString());
        p.setProperty("auto.create.topics.enable", "false");
        for (String topic : new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
            p.setProperty(topic + ".replication.factor", "1");
            p.setProperty(topic + ".num.partitions", "4");
        }
        p.setProperty("transaction.state.log.min.isr", "1");
        p.setProperty("share.coordinator.state.topic.min.isr", "1");
        p.setProperty("min.insync.replicas", "1");
        p.setProperty("group.initial.rebalance.delay.ms", "0");
        p.setProperty("group.min.session.timeout.ms", "6000");
        p.setProperty("group.share.min.record.lock.duration.ms", "15000");
        p.setProperty("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
        p.setProperty("log.segment.bytes", "67108864");
        p.setProperty("offsets.topic.segment.bytes", "8388608");
        p.setProperty("log.cleaner.dedupe.buffer.size", "4194304");
        p.setProperty("log.cleaner.threads", "1");
        p.setProperty("num.network.threads", "2");
        p.setProperty("num.io.threads", "4");
        p.setProperty("num.recovery.threads.per.data.dir", "2");
        p.setProperty("background.threads", "4");
        return p;
    }

    String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
        if (server != null) {
            server.shutdown();
            server.awaitShutdown();
            server = null;
        }
    }
}
