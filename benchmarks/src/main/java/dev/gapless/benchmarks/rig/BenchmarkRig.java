package dev.gapless.benchmarks.rig;

import dev.gapless.benchmarks.measure.UsageMeter;
import dev.gapless.checkpoint.CheckpointApplication;
import dev.gapless.checkpoint.items.commit.ItemDecision;
import dev.gapless.checkpoint.items.commit.ItemLedger;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.Decision;
import dev.gapless.connector.catalog.ConnectorCatalog;
import dev.gapless.embedded.EmbeddedServers;
import dev.gapless.embedded.EmbeddedServersConfig;
import dev.gapless.embedded.LoopbackPorts;
import dev.gapless.embedded.PlatformServers;
import dev.gapless.processor.ProcessorApplication;
import dev.gapless.processor.commit.CommitClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/**
 * Kafka, PostgreSQL and Redis, all durable, and the checkpoint and the processor service as they are started in
 * production, talking over HTTP. Only the scheduler is played: the processor would ask it for the source's manifest.
 */
public final class BenchmarkRig implements AutoCloseable {

    /** As many as the standalone suite makes. */
    public static final int PARTITIONS = 4;

    /** A small server's, not a laptop's: what runs beside one another has the same. */
    private static final Map<String, String> DATABASE_SETTINGS = Map.of(
            "shared_buffers", "1GB",
            // so much is kept and written over, and never made anew
            "min_wal_size", "2GB",
            "max_wal_size", "3GB");

    private final PlatformServers servers;
    private final Path directory;
    private final BenchmarkDatabase database;
    private final UsageMeter meter;
    private final List<AutoCloseable> open = new ArrayList<>();
    private final ConfigurableApplicationContext checkpoint;
    private final ConfigurableApplicationContext processor;
    private final ProcessorWorkers intake;
    private final String checkpointUrl;
    private final String serviceToken;

    private BenchmarkRig(Path directory, PlatformServers servers, List<String> settings) throws IOException {
        this.directory = directory;
        this.servers = servers;
        this.database = new BenchmarkDatabase(servers, directory.resolve("servers"));
        database.requireDurable();
        this.meter = new UsageMeter(
                firstLine(directory.resolve("servers/postgres/data/postmaster.pid")),
                firstLine(directory.resolve("servers/redis/redis.pid")),
                database::wal);
        Path token = directory.resolve("service.token");
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        Files.writeString(token, HexFormat.of().formatHex(random));
        int port = LoopbackPorts.free(1)[0];
        this.checkpointUrl = "http://127.0.0.1:" + port;
        this.serviceToken = Files.readString(token);
        // stopped by close() alone: a hook of their own would stop them under the benchmark's feet
        this.checkpoint = CheckpointApplication.application()
                .registerShutdownHook(false)
                .run(arguments(token, port, port, settings));
        open.add(checkpoint);
        this.processor = ProcessorApplication.application()
                .registerShutdownHook(false)
                .initializers(context -> ((GenericApplicationContext) context)
                        .registerBean(ConnectorCatalog.class, SandboxSource::catalog))
                .run(arguments(token, 0, port, settings));
        open.add(processor);
        this.intake = new ProcessorWorkers(processor);
        intake.pause();
    }

    /** Who tidies up the tables: for parts that take turns it would fall into whichever runs then. */
    public enum Vacuum {
        BETWEEN_PARTS("off"),
        BY_THE_SERVER("on");

        private final String autovacuum;

        Vacuum(String autovacuum) {
            this.autovacuum = autovacuum;
        }
    }

    /**
     * @param directory of its own; used by one process at a time
     * @param settings more properties of both services, as {@code --name=value}
     */
    public static BenchmarkRig start(Path directory, List<String> settings, Vacuum vacuum) throws IOException {
        Files.createDirectories(directory);
        Map<String, String> database = new HashMap<>(DATABASE_SETTINGS);
        database.put("autovacuum", vacuum.autovacuum);
        EmbeddedServers servers = EmbeddedServers.start(
                new EmbeddedServersConfig(directory.resolve("servers"), 0, 0, 0, Map.copyOf(database)));
        try {
            return new BenchmarkRig(directory, servers, settings);
        } catch (IOException | RuntimeException e) {
            servers.close();
            throw e;
        }
    }

    private String[] arguments(Path token, int port, int checkpointPort, List<String> settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=" + port,
                "--gapless.instance=bench",
                "--gapless.service-token-file=" + token,
                "--gapless.topics.partitions=" + PARTITIONS,
                "--gapless.topics.replication=1",
                "--gapless.topics.min-insync-replicas=1",
                "--gapless.scheduler-url=http://127.0.0.1:1",
                "--gapless.checkpoint-url=http://127.0.0.1:" + checkpointPort,
                "--spring.kafka.bootstrap-servers=" + servers.kafkaBootstrapServers(),
                "--spring.datasource.url=" + servers.jdbcUrl(),
                "--spring.datasource.username=" + servers.databaseUser(),
                "--spring.datasource.password=" + servers.databasePassword(),
                "--spring.data.redis.url=" + servers.redisUri()));
        arguments.addAll(settings);
        return arguments.toArray(String[]::new);
    }

    /** What any service of ours is started with to join these servers and the checkpoint service. */
    public List<String> joining() {
        return List.of(
                "--gapless.service-token-file=" + directory.resolve("service.token"),
                "--gapless.topics.partitions=" + PARTITIONS,
                "--gapless.topics.replication=1",
                "--gapless.topics.min-insync-replicas=1",
                "--gapless.checkpoint-url=" + checkpointUrl,
                "--spring.kafka.bootstrap-servers=" + servers.kafkaBootstrapServers(),
                "--spring.datasource.url=" + servers.jdbcUrl(),
                "--spring.datasource.username=" + servers.databaseUser(),
                "--spring.datasource.password=" + servers.databasePassword());
    }

    private static long firstLine(Path file) throws IOException {
        return Long.parseLong(Files.readAllLines(file).getFirst().strip());
    }

    public PlatformServers servers() {
        return servers;
    }

    public Path directory() {
        return directory;
    }

    public BenchmarkDatabase database() {
        return database;
    }

    public UsageMeter meter() {
        return meter;
    }

    /** The processor's workers, and how far they are. */
    public ProcessorWorkers intake() {
        return intake;
    }

    /** The ledger as the processor reaches it: over HTTP. */
    public CommitClient remoteLedger() {
        return processor.getBean(CommitClient.class);
    }

    /** The ledger as the checkpoint service's own code reaches it. */
    public ItemLedger localLedger() {
        return checkpoint.getBean(ItemLedger.class);
    }

    /** A batch as the checkpoint service's own code commits it. */
    public List<Decision> commit(List<Item> batch) {
        return localLedger().commit(batch).stream().map(ItemDecision::decision).toList();
    }

    /** What a service of ours asks the checkpoint service, in JSON both ways. */
    public byte[] askCheckpoint(String path, byte[] question) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(checkpointUrl + path))
                .header("Authorization", "Bearer " + serviceToken)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(question))
                .build();
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() != 200) {
                throw new IOException("%s: status %d (expected: 200)".formatted(path, response.statusCode()));
            }
            return response.body();
        }
    }

    /** Redis says nothing until what this returns is closed. */
    public StalledRedis holdRedis() throws IOException {
        return new StalledRedis(meter.redis());
    }

    /** Ends its process, for the rest of the rig's life. */
    public void stopRedis() {
        ProcessHandle redis = ProcessHandle.of(meter.redis())
                .orElseThrow(() -> new IllegalStateException("Redis does not run any more"));
        redis.destroy();
        redis.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }

    public <T> T checkpointBean(Class<T> type) {
        return checkpoint.getBean(type);
    }

    public <T> T processorBean(Class<T> type) {
        return processor.getBean(type);
    }

    @Override
    public void close() {
        open.reversed().forEach(BenchmarkRig::closeQuietly);
        database.close();
        servers.close();
    }

    private static void closeQuietly(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            throw new IllegalStateException("a part of the benchmark does not stop", e);
        }
    }
}
