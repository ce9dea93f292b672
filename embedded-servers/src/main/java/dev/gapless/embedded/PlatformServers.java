package dev.gapless.embedded;

/** The three servers that Gapless stands on, wherever they run. */
public interface PlatformServers extends AutoCloseable {

    String kafkaBootstrapServers();

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
