package dev.gapless.checkpoint;

import dev.gapless.common.message.CommitRequest;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.CommitResponse;
import dev.gapless.common.message.CoverageRetraction;
import dev.gapless.common.message.Decision;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.platform.RequiredTopics;
import dev.gapless.common.platform.tenant.TenantSources;
import dev.gapless.embedded.PlatformServers;
import dev.gapless.testing.servers.TestDatabase;
import dev.gapless.testing.servers.TestServers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole service, as it is started in production, on a database of its own. */
final class CheckpointServiceFixture implements AutoCloseable {

    private static final String TOKEN = "a-token-of-the-services";

    private final PlatformServers servers = TestServers.get();
    private final HttpClient http = HttpClient.newHttpClient();
    private final KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
            Map.of("bootstrap.servers", servers.kafkaBootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    private final ConfigurableApplicationContext context;
    private final URI base;

    CheckpointServiceFixture(Path directory) throws IOException {
        TestDatabase database = CheckpointDatabase.fresh();
        Path token = Files.writeString(directory.resolve("service.token"), TOKEN);
        this.context = CheckpointApplication.application()
                .initializers(context -> ((GenericApplicationContext) context)
                        .registerBean("testTenants", TenantSources.class, () -> tenant -> Set.of(tenant + "-forum")))
                .run(
                        "--server.port=0",
                        "--gapless.make-keys=true",
                        "--gapless.instance=" + TestServers.unique("test"),
                        "--gapless.service-token-file=" + token,
                        "--gapless.topics.partitions=2",
                        "--gapless.topics.replication=1",
                        "--gapless.topics.min-insync-replicas=1",
                        "--gapless.scheduler-url=http://127.0.0.1:1",
                        "--gapless.audit-log.required=false",
                        "--gapless.checkpoint.streams.sweep-every=100ms",
                        "--gapless.checkpoint.recovery.measure-every=1s",
                        "--gapless.operations.poll-every=50ms",
                        "--gapless.checkpoint.dead-letters.poll-every=50ms",
                        "--gapless.checkpoint.dead-letters.count-every=200ms",
                        "--gapless.checkpoint.accounting.read-every=200ms",
                        "--spring.kafka.bootstrap-servers=" + servers.kafkaBootstrapServers(),
                        "--spring.datasource.url=" + database.jdbcUrl(),
                        "--spring.datasource.username=" + database.user(),
                        "--spring.datasource.password=" + database.password(),
                        "--spring.data.redis.url=" + servers.redisUri());
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(context.getBean(RequiredTopics.class)::ready);
        this.base = URI.create("http://127.0.0.1:" + context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    JdbcTemplate jdbc() {
        return context.getBean(JdbcTemplate.class);
    }

    List<Decision> commit(Item... items) throws IOException, InterruptedException {
        return CommitResponse.fromBytes(post("/internal/v1/items:commit", "application/cbor", commitBody(items))
                        .body())
                .decisions();
    }

    static byte[] commitBody(Item... items) {
        return new CommitRequest(List.of(items)).toBytes();
    }

    HttpResponse<byte[]> post(String path, String type, byte[] body) throws IOException, InterruptedException {
        return http.send(
                request(path)
                        .header("Content-Type", type)
                        .POST(BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofByteArray());
    }

    HttpResponse<byte[]> put(String path, byte[] body) throws IOException, InterruptedException {
        return http.send(
                request(path)
                        .header("Content-Type", "application/octet-stream")
                        .PUT(BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofByteArray());
    }

    /** @param headers names and values in turn */
    HttpResponse<byte[]> postJson(String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body, StandardCharsets.UTF_8));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    /** The result of an operation that the request starts. */
    JsonNode finished(String path, String body) throws IOException, InterruptedException {
        HttpResponse<byte[]> accepted = postJson(path, body);
        if (accepted.statusCode() != 202) {
            throw new IOException(new String(accepted.body(), StandardCharsets.UTF_8));
        }
        String place = accepted.headers().firstValue("Location").orElseThrow();
        Awaitility.await().until(() -> operation(place).get("state").asString().equals("COMPLETED"));
        return operation(place).get("result");
    }

    private JsonNode operation(String place) throws IOException, InterruptedException {
        return JsonMapper.shared().readTree(get(place).body());
    }

    /** As a caller of the whole installation that acts within one tenant, whose one source is {@code TENANT-forum}. */
    HttpResponse<String> within(String tenant, String method, String path, @Nullable String body)
            throws IOException, InterruptedException {
        return http.send(
                request(path)
                        .header("Gapless-Tenant", tenant)
                        .header("Content-Type", "application/json")
                        .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(request(path).GET().build(), BodyHandlers.ofString());
    }

    /** As it answers those who ask for bytes. */
    HttpResponse<byte[]> getBytes(String path) throws IOException, InterruptedException {
        return http.send(
                request(path).header("Accept", "application/octet-stream").GET().build(), BodyHandlers.ofByteArray());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).header("Authorization", "Bearer " + TOKEN);
    }

    /** On the topic of coverage. */
    void report(String key, byte[] value) throws ExecutionException, InterruptedException {
        producer.send(new ProducerRecord<>(TopicNames.COVERAGE, key.getBytes(StandardCharsets.UTF_8), value))
                .get();
    }

    /** On the same topic, told by its header. */
    void retract(String key, byte[] value) throws ExecutionException, InterruptedException {
        ProducerRecord<byte[], byte[]> sent =
                new ProducerRecord<>(TopicNames.COVERAGE, key.getBytes(StandardCharsets.UTF_8), value);
        sent.headers().add(CoverageRetraction.KIND_HEADER, CoverageRetraction.KIND.getBytes(StandardCharsets.UTF_8));
        producer.send(sent).get();
    }

    void send(ProducerRecord<byte[], byte[]> record) throws ExecutionException, InterruptedException {
        producer.send(record).get();
    }

    String kafka() {
        return servers.kafkaBootstrapServers();
    }

    @Override
    public void close() {
        producer.close();
        context.close();
        http.close();
    }
}
