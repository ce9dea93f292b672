package dev.gapless.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The three servers, started side by side. What an earlier process left running in the same directory is ended first.
 */
public final class EmbeddedServers implements PlatformServers {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedServers.class);

    private final DataDirectoryLock lock;
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final EmbeddedKafka kafka;
    private final EmbeddedPostgres postgres;
    private final EmbeddedRedis redis;

    private EmbeddedServers(
            DataDirectoryLock lock, EmbeddedKafka kafka, EmbeddedPostgres postgres, EmbeddedRedis redis) {
        this.lock = lock;
        this.kafka = kafka;
        this.postgres = postgres;
        this.redis = redis;
    }

    /**
     * Returns when all three answer.
     *
     * @throws DirectoryInUseException when another process uses the directory
     */
    public static EmbeddedServers start(EmbeddedServersConfig config) throws IOException {
        return start(config, true);
    }

    /**
     * Returns when PostgreSQL and Redis answer; Kafka has an address, and nothing listens there until
     * {@link #startKafka()}.
     *
     * @throws DirectoryInUseException when another process uses the directory
     */
    public static EmbeddedServers startWithoutKafka(EmbeddedServersConfig config) throws IOException {
        return start(config, false);
    }

    private static EmbeddedServers start(EmbeddedServersConfig config, boolean withKafka) throws IOException {
        Path directory = config.directory();
        Files.createDirectories(directory);
        DataDirectoryLock lock = DataDirectoryLock.take(directory);
        try {
            SecretFiles secrets = new SecretFiles(directory);
            FixedPorts ports = new FixedPorts(directory);
            EmbeddedServers servers = new EmbeddedServers(
                    lock,
                    new EmbeddedKafka(directory.resolve("kafka"), ports.of("kafka", config.kafkaPort())),
                    new EmbeddedPostgres(
                            directory.resolve("postgres"),
                            ports.of("postgres", config.postgresPort()),
                            config.databaseSettings(),
                            secrets.of("postgres-superuser"),
                            logins(secrets)),
                    new EmbeddedRedis(
                            directory.resolve("redis"),
                            ports.of("redis", config.redisPort()),
                            secrets.of("redis"),
                            config.tls()));
            servers.startAll(withKafka);
            return servers;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static Map<DatabaseRole, DatabaseLogin> logins(SecretFiles secrets) throws IOException {
        Map<DatabaseRole, DatabaseLogin> logins = new EnumMap<>(DatabaseRole.class);
        for (DatabaseRole role : DatabaseRole.values()) {
            logins.put(role, new DatabaseLogin(role.user(), secrets.of(fileOf(role))));
        }
        return logins;
    }

    private static String fileOf(DatabaseRole role) {
        return role == DatabaseRole.OWNER
                ? "postgres"
                : "postgres-" + role.name().toLowerCase(Locale.ROOT);
    }

    private void startAll(boolean withKafka) throws IOException {
        redis.unpack();
        List<CompletableFuture<Void>> all =
                new ArrayList<>(List.of(starting(postgres::start, postgres), starting(redis::start, redis)));
        if (withKafka) {
            all.add(starting(kafka::start, kafka));
        }
        try {
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            stopAll();
            if (e.getCause() instanceof UncheckedIOException unchecked) {
                throw unchecked.getCause();
            }
            throw e;
        }
    }

    /** What could not start cleanly may still have left something to stop. */
    private CompletableFuture<Void> starting(Start start, AutoCloseable server) {
        return CompletableFuture.runAsync(
                () -> {
                    synchronized (started) {
                        started.push(server);
                    }
                    try {
                        start.run();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                task -> Thread.ofPlatform().name("start-server").start(task));
    }

    @FunctionalInterface
    private interface Start {
        void run() throws IOException;
    }

    /** Starts Kafka on its port; called when it is not running. */
    public void startKafka() throws IOException {
        synchronized (started) {
            started.push(kafka);
        }
        kafka.start();
    }

    /** Stops Kafka and nothing else; its data stays. */
    public void stopKafka() {
        synchronized (started) {
            started.remove(kafka);
        }
        kafka.close();
    }

    @Override
    public String kafkaBootstrapServers() {
        return kafka.bootstrapServers();
    }

    @Override
    public String jdbcUrl() {
        return postgres.jdbcUrl();
    }

    @Override
    public DatabaseLogin login(DatabaseRole role) {
        return postgres.login(role);
    }

    @Override
    public String redisUri() {
        return redis.uri();
    }

    @Override
    public void close() {
        stopAll();
        lock.close();
    }

    private void stopAll() {
        synchronized (started) {
            while (!started.isEmpty()) {
                try {
                    started.pop().close();
                } catch (Exception e) {
                    LOG.error("embedded-server-stop-failed", e);
                }
            }
        }
    }
}
