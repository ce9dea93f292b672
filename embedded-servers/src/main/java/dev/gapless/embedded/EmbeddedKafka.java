package dev.gapless.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
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
            KafkaStorageFormat.write(directory, properties, Uuid.randomUuid().toString());
        }
        KafkaRaftServer starting = new KafkaRaftServer(KafkaConfig.fromProps(properties), Time.SYSTEM);
        server = starting;
        starting.startup();
    }

    private Properties properties(int controllerPort) {
        Properties p = KafkaNodeSettings.of(1, 1);
        p.setProperty("node.id", "1");
        p.setProperty("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        p.setProperty("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        p.setProperty("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        p.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        p.setProperty("log.dirs", directory.resolve("log").toString());
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
