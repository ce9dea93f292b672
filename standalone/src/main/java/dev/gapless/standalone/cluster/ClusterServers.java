package dev.gapless.standalone.cluster;

import dev.gapless.embedded.DatabaseLogin;
import dev.gapless.embedded.DatabaseRole;
import dev.gapless.embedded.EmbeddedServers;
import dev.gapless.embedded.EmbeddedServersConfig;
import dev.gapless.embedded.KafkaBrokers;
import dev.gapless.embedded.KafkaBrokers.ClientAccess;
import dev.gapless.embedded.PlatformServers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** PostgreSQL and Redis of this process, and Kafka as several processes. */
final class ClusterServers implements PlatformServers {

    private final EmbeddedServers embedded;
    private final KafkaBrokers brokers;

    private ClusterServers(EmbeddedServers embedded, KafkaBrokers brokers) {
        this.embedded = embedded;
        this.brokers = brokers;
    }

    static ClusterServers start(Path directory, int count, ClientAccess access)
            throws IOException, InterruptedException {
        EmbeddedServers embedded = EmbeddedServers.startWithoutKafka(
                new EmbeddedServersConfig(directory, 0, 0, 0, Map.of("max_connections", "200"), access.tls()));
        try {
            return new ClusterServers(embedded, KafkaBrokers.start(directory.resolve("brokers"), count, access));
        } catch (IOException | InterruptedException | RuntimeException e) {
            embedded.close();
            throw e;
        }
    }

    KafkaBrokers brokers() {
        return brokers;
    }

    @Override
    public String kafkaBootstrapServers() {
        return brokers.bootstrapServers();
    }

    @Override
    public Map<String, Object> kafkaClientSettings() {
        return brokers.clientSettings();
    }

    @Override
    public String jdbcUrl() {
        return embedded.jdbcUrl();
    }

    @Override
    public DatabaseLogin login(DatabaseRole role) {
        return embedded.login(role);
    }

    @Override
    public String redisUri() {
        return embedded.redisUri();
    }

    @Override
    public void close() {
        brokers.close();
        embedded.close();
    }
}
