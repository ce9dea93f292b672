package dev.gapless.embedded;

/** The three servers that Gapless stands on, wherever they run. */
public interface PlatformServers extends AutoCloseable {

    String kafkaBootstrapServers();

    String jdbcUrl();

    String databaseUser();

    String databasePassword();

    /** With its password: never print it. */
    String redisUri();

    /** Stops them; their data stays. */
    @Override
    void close();
}
