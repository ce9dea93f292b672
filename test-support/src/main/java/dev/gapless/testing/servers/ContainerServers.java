package dev.gapless.testing.servers;

import dev.gapless.embedded.DatabaseLogin;
import dev.gapless.embedded.DatabaseRole;
import dev.gapless.embedded.DatabaseRoles;
import dev.gapless.embedded.PlatformServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** The same three servers as containers, for machines that have Docker. */
record ContainerServers(KafkaContainer kafka, PostgreSQLContainer postgres, GenericContainer<?> redis)
        implements PlatformServers {

    private static final String DATABASE = "gapless";
    private static final int REDIS_PORT = 6379;

    static ContainerServers start() {
        KafkaContainer kafka = new KafkaContainer("apache/kafka-native:4.2.1");
        PostgreSQLContainer postgres = new PostgreSQLContainer("postgres:18").withDatabaseName(DATABASE);
        GenericContainer<?> redis = new GenericContainer<>("redis:7").withExposedPorts(REDIS_PORT);
        kafka.start();
        postgres.start();
        redis.start();
        createRoles(postgres);
        return new ContainerServers(kafka, postgres, redis);
    }

    /** Containers that go with the tests: one password does for all. */
    private static void createRoles(PostgreSQLContainer postgres) {
        Map<DatabaseRole, DatabaseLogin> logins = new EnumMap<>(DatabaseRole.class);
        for (DatabaseRole role : DatabaseRole.values()) {
            logins.put(role, login(role, postgres.getPassword()));
        }
        try (Connection connection =
                DriverManager.getConnection(postgres.getJdbcUrl(), postgres.getUsername(), postgres.getPassword())) {
            DatabaseRoles.create(connection, DATABASE, logins);
        } catch (SQLException e) {
            throw new IllegalStateException("the database's roles could not be made", e);
        }
    }

    @Override
    public String kafkaBootstrapServers() {
        return kafka.getBootstrapServers();
    }

    @Override
    public String jdbcUrl() {
        return postgres.getJdbcUrl();
    }

    @Override
    public DatabaseLogin login(DatabaseRole role) {
        return login(role, postgres.getPassword());
    }

    private static DatabaseLogin login(DatabaseRole role, String password) {
        return new DatabaseLogin(role.user(), password);
    }

    @Override
    public String redisUri() {
        return "redis://" + redis.getHost() + ":" + redis.getMappedPort(REDIS_PORT);
    }

    @Override
    public void close() {
        redis.stop();
        postgres.stop();
        kafka.stop();
    }
}
