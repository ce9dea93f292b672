package dev.gapless.processor;

import static dev.gapless.processor.fakes.CapturedRecords.captured;
import static dev.gapless.processor.fakes.CapturedRecords.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.common.message.TopicNames;
import dev.gapless.connector.catalog.ConnectorCatalog;
import dev.gapless.processor.changes.ChangePublisher;
import dev.gapless.processor.fakes.FakeCatalog;
import dev.gapless.processor.fakes.FakeCommitService;
import dev.gapless.processor.fakes.KafkaWorld;
import dev.gapless.processor.fakes.SeenChange;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** The whole service, as it is started in production, with its neighbours played by fakes. */
class ProcessorApplicationIT {

    private static final String TOKEN = "a-token-for-operators-only";

    /**
     * What a test of the whole suite may put in the place of the service's own parts. It is no configuration by itself.
     * Any run with these classes on its class path would otherwise find it by the service's scan, and know no source.
     */
    static class Neighbours {

        @Bean
        ConnectorCatalog fakeCatalog() {
            return new FakeCatalog();
        }

        @Bean
        AtomicInteger counted() {
            return new AtomicInteger();
        }

        @Bean
        static BeanPostProcessor countingPublisher(
                org.springframework.beans.factory.ObjectProvider<AtomicInteger> counted) {
            return new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String beanName) {
                    if (!(bean instanceof ChangePublisher real)) {
                        return bean;
                    }
                    return (ChangePublisher) (change, transaction) -> {
                        counted.getObject().incrementAndGet();
                        real.publish(change, transaction);
                    };
                }
            };
        }
    }

    @TempDir
    private Path directory;

    private final FakeCommitService checkpoint = new FakeCommitService();
    private final KafkaWorld world = new KafkaWorld();

    ProcessorApplicationIT() throws ExecutionException, InterruptedException {}

    @AfterEach
    void close() {
        checkpoint.close();
        world.close();
    }

    @Test
    void the_service_processes_from_its_start_to_its_stop_and_again_after_a_restart()
            throws IOException, InterruptedException {
        try (var service = start()) {
            world.send(captured(world.account(), "a", IngestPath.LIVE, value(1, ItemOperation.CREATE)));
            world.awaitProcessed();

            assertThat(service.getBean(AtomicInteger.class)).hasValue(1);
            assertThat(get(service, "/actuator/health", "").statusCode()).isEqualTo(200);
            assertThat(get(service, "/actuator/prometheus", "").statusCode()).isEqualTo(401);
            // a batch is counted when its transaction has ended
            Awaitility.await()
                    .untilAsserted(() -> assertThat(
                                    get(service, "/actuator/prometheus", TOKEN).body())
                            .contains("gapless_changes_published_total{operation=\"created\"")
                            .contains("gapless_processed_records_total{path=\"LIVE\"")
                            .contains("gapless_consumer_lag{")
                            .contains("gapless_end_to_end_seconds_bucket{path=\"LIVE\""));
        }
        world.send(captured(world.account(), "a", IngestPath.LIVE, value(2, ItemOperation.UPDATE)));
        try (var again = start()) {
            world.awaitProcessed();
            assertThat(again.getBean(AtomicInteger.class)).hasValue(1);
        }
        world.forget("it", 2);
        assertThat(world.committed(TopicNames.CHANGES))
                .extracting(record -> SeenChange.of(record).version())
                .containsExactly(1L, 2L);
    }

    @Test
    void a_stop_waits_for_no_ledger_that_is_away() throws IOException {
        var service = start();
        // once all workers have joined, or one of them would still ask where to go on
        world.send(captured(world.account(), "a", IngestPath.LIVE, value(1, ItemOperation.CREATE)));
        world.awaitProcessed();
        Awaitility.await().until(() -> checkpoint.floors().decided().size() == 8);
        int asked = checkpoint.requests().size();
        checkpoint.away(true);
        world.send(captured(world.account(), "a", IngestPath.LIVE, value(2, ItemOperation.UPDATE)));
        Awaitility.await().until(() -> checkpoint.requests().size() > asked);

        service.close();
        // a worker that waits for the ledger would do so until it is back
        Awaitility.await().until(() -> workers().isEmpty());
        checkpoint.away(false);
        try (var _ = start()) {
            world.awaitProcessed();
        }
        world.forget("it", 2);
        assertThat(world.committed(TopicNames.CHANGES)).hasSize(2);
    }

    private static List<String> workers() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.matches("processor-[0-9]+"))
                .toList();
    }

    private ConfigurableApplicationContext start() throws IOException {
        Path token = Files.writeString(directory.resolve("token"), TOKEN);
        return ProcessorApplication.application()
                .sources(Neighbours.class)
                .run(
                        "--server.port=0",
                        "--gapless.instance=it",
                        "--gapless.audit-log.required=false",
                        "--gapless.topics.partitions=4",
                        "--gapless.topics.replication=1",
                        "--gapless.topics.min-insync-replicas=1",
                        "--gapless.admin-token-file=" + token,
                        "--gapless.checkpoint-url=" + checkpoint.url(),
                        "--spring.kafka.bootstrap-servers=" + world.servers());
    }

    private static HttpResponse<String> get(ConfigurableApplicationContext service, String path, String token)
            throws IOException, InterruptedException {
        String port = service.getEnvironment().getRequiredProperty("local.server.port");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
