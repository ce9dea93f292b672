package dev.gapless.testing.servers;

import dev.gapless.embedded.PlatformServers;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** The same three servers as containers, for machines that have Docker. */
record ContainerServers(KafkaContainer kafka, PostgreSQLContainer postgres, GenericContainer<?> redis)
        implements PlatformServers {

    private static final int REDIS_PORT = 6379;

    static ContainerServers start() {
        KafkaContainer kafka = new KafkaContainer("apache/kafka-native:4.2.1");
        PostgreSQLContainer postgres = new PostgreSQLContainer("postgres:18");
        GenericContainer<?> redis = new GenericContainer<>("redis:7").withExposedPorts(REDIS_PORT);
        kafka.start();
        postgres.start();
        redis.start();
        return new ContainerServers(kafka, postgres, redis);
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
    public String databaseUser() {
        return postgres.getUsername();
    }

    @Override
    public String databasePassword() {
        return postgres.getPassword();
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
