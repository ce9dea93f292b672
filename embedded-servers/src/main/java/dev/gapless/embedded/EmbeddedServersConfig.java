package dev.gapless.embedded;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where embedded servers keep their data and listen, on the loopback address only.
 *
 * @param directory made when it is absent; used by one process at a time
 * @param kafkaPort 0 for any that is free; kept in the directory, so that the next start has the same
 * @param postgresPort likewise
 * @param redisPort likewise
 * @param postgresSettings of the database's server, by its own names, where a laptop's are not the right ones
 */
public record EmbeddedServersConfig(
        Path directory, int kafkaPort, int postgresPort, int redisPort, Map<String, String> postgresSettings) {

    public EmbeddedServersConfig {
        postgresSettings = Map.copyOf(postgresSettings);
    }

    /** With a database for a laptop. */
    public EmbeddedServersConfig(Path directory, int kafkaPort, int postgresPort, int redisPort) {
        this(directory, kafkaPort, postgresPort, redisPort, Map.of());
    }
}
