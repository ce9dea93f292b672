package dev.gapless.embedded;

import java.util.Map;

/** The three servers that Gapless stands on, wherever they run. */
public interface PlatformServers extends AutoCloseable {

    String kafkaBootstrapServers();

    /** What a Kafka client needs to connect, as its own settings. */
    default Map<String, Object> kafkaClientSettings() {
        return Map.of("bootstrap.servers", kafkaBootstrapServers());
    }

    String jdbcUrl();

    /** What a role connects with to {@link #jdbcUrl()}. */
    DatabaseLogin login(DatabaseRole role);

    /** The owner's. */
    default String databaseUser() {
        return login(DatabaseRole.OWNER).user();
    }

    /** The owner's. */
    default String databasePassword() {
        return login(DatabaseRole.OWNER).password();
    }

    /** With its password: never print it. */
    String redisUri();

    /** Stops them; their data stays. */
    @Override
    void close();
}
