package dev.gapless.embedded;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.tools.StorageTool;

/** Formats the storage of a Kafka node, which it must be before the node's first start. */
final class KafkaStorageFormat {

    private KafkaStorageFormat() {}

    /**
     * Writes the node's settings beside its storage and formats that.
     *
     * @param directory of the node; it exists
     * @param clusterId the same for all nodes of a cluster
     * @return the file with the settings
     */
    static Path write(Path directory, Properties properties, String clusterId) throws IOException {
        Path file = directory.resolve("server.properties");
        try (var out = Files.newBufferedWriter(file)) {
            properties.store(out, null);
        }
        String[] arguments = {"format", "--ignore-formatted", "--cluster-id", clusterId, "--config", file.toString()};
        Path log = directory.resolve("format.log");
        int exit;
        try (PrintStream out = new PrintStream(Files.newOutputStream(log), true, StandardCharsets.UTF_8)) {
            exit = StorageTool.execute(arguments, out);
        }
        if (exit != 0) {
            throw new IOException("Kafka's storage could not be formatted; see " + log);
        }
        return file;
    }
}
