package dev.gapless.embedded;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where embedded servers keep their data and listen, on the loopback address only.
 *
 * @param directory made when it is absent; used by one process at a time
 * @param kafkaPort 0 for any that is free; kept in the directory, so that the next start has the same
 * @param postgresPort likewise
 * @param redisPort likewise
 * @param postgresSettings of the database's server, by its own names, where a laptop's are not the right ones
 * @param tls what PostgreSQL and Redis show to clients; null for plain connections. PostgreSQL still takes plain ones
 *     too
 */
public record EmbeddedServersConfig(
        Path directory,
        int kafkaPort,
        int postgresPort,
        int redisPort,
        Map<String, String> postgresSettings,
        @Nullable TlsFiles tls) {

    public EmbeddedServersConfig {
        postgresSettings = Map.copyOf(postgresSettings);
    }

    /** With a database for a laptop. */
    public EmbeddedServersConfig(Path directory, int kafkaPort, int postgresPort, int redisPort) {
        this(directory, kafkaPort, postgresPort, redisPort, Map.of(), null);
    }

    /** With other settings of the database's server. */
    public EmbeddedServersConfig(
            Path directory, int kafkaPort, int postgresPort, int redisPort, Map<String, String> postgresSettings) {
        this(directory, kafkaPort, postgresPort, redisPort, postgresSettings, null);
    }

    /** The database's settings with those of its certificate. */
    Map<String, String> databaseSettings() {
        if (tls == null) {
            return postgresSettings;
        }
        Map<String, String> settings = new HashMap<>(postgresSettings);
        settings.put("ssl", "on");
        settings.put("ssl_cert_file", tls.certificate().toString());
        settings.put("ssl_key_file", tls.key().toString());
        return settings;
    }
}
