package dev.gapless.capture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import dev.gapless.capture.fakes.CaptureTopicTail;
import dev.gapless.capture.fakes.FakePeer;
import dev.gapless.capture.fakes.FakeUpstream;
import dev.gapless.capture.fakes.ForumManifest;
import dev.gapless.common.message.CaptureAssignment;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.CoverageRetraction;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.platform.KeyPartitioner;
import dev.gapless.common.platform.RequiredTopics;
import dev.gapless.common.secret.Secret;
import dev.gapless.connector.Connector;
import dev.gapless.connector.catalog.ConnectorCatalog;
import dev.gapless.connector.catalog.CredentialProvider;
import dev.gapless.connector.catalog.UnknownSourceException;
import dev.gapless.testing.servers.TestServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** Real captures over real Kafka, against an upstream of the test's own. */
final class CaptureRig implements AutoCloseable {

    private static final int PARTITIONS = 12;

    final FakeUpstream upstream = new FakeUpstream();
    final String source = TestServers.unique("forum");
    final AtomicInteger credentialsAsked = new AtomicInteger();
    final AtomicInteger credentialsForgotten = new AtomicInteger();
    private final String servers = TestServers.get().kafkaBootstrapServers();
    private KafkaProducer<byte[], byte[]> producer = schedulersProducer(PARTITIONS);
    private final List<ConfigurableApplicationContext> captures = new ArrayList<>();
    private final List<String> accounts = new ArrayList<>();

    /** As the scheduler has it, which finds a key's partition by the configured number. */
    private KafkaProducer<byte[], byte[]> schedulersProducer(int partitions) {
        return new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        servers,
                        ProducerConfig.PARTITIONER_CLASS_CONFIG,
                        KeyPartitioner.class.getName(),
                        "gapless.partitions",
                        Integer.toString(partitions)),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** The scheduler is started again with another number. */
    void configurePartitions(int partitions) {
        producer.close();
        producer = schedulersProducer(partitions);
    }

    ConfigurableApplicationContext startCapture() {
        ConfigurableApplicationContext capture = startCaptureOf(PARTITIONS);
        await().atMost(Duration.ofMinutes(1)).until(capture.getBean(RequiredTopics.class)::ready);
        return capture;
    }

    /** Comes back before the topics are what they must be with so many partitions. */
    ConfigurableApplicationContext startCaptureOf(int partitions) {
        Connector forum = ForumManifest.at(source, upstream.url().toString());
        ConfigurableApplicationContext capture = CaptureApplication.application()
                .initializers(context -> {
                    GenericApplicationContext beans = (GenericApplicationContext) context;
                    beans.registerBean(ConnectorCatalog.class, () -> name -> {
                        if (!name.equals(source)) {
                            throw new UnknownSourceException(name);
                        }
                        return forum;
                    });
                    beans.registerBean(CredentialProvider.class, () -> new Credentials());
                })
                .run(
                        "--server.port=0",
                        "--spring.kafka.bootstrap-servers=" + servers,
                        "--gapless.topics.partitions=" + partitions,
                        "--gapless.network.allowed-private=127.0.0.0/8,::1",
                        "--gapless.topics.replication=1",
                        "--gapless.topics.min-insync-replicas=1",
                        "--spring.kafka.properties.metadata.max.age.ms=1000",
                        // the test's own limit of a topic stays as it is
                        "--gapless.topics.check-every=1h",
                        // a busy machine must not be taken for a process that is gone
                        "--gapless.capture.assignments.session=12s",
                        "--gapless.instance=capture");
        captures.add(capture);
        return capture;
    }

    void assign(String account) {
        accounts.add(account);
        CaptureAssignment assignment = new CaptureAssignment(source, account, List.of("posts"), 1);
        send(assignment.key(), assignment.toBytes());
    }

    void unassign(String account) {
        send(source + "/" + account, null);
    }

    @SuppressWarnings("NullAway") // a record without a value is a tombstone; the client's types do not say so
    private void send(String key, byte @Nullable [] value) {
        var _ = producer.send(new ProducerRecord<>(TopicNames.CAPTURE_ASSIGNMENTS, key.getBytes(UTF_8), value));
        producer.flush();
    }

    /** The broker refuses longer ones from now on. */
    void limitLiveRecords(int bytes) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, servers))) {
            ConfigEntry limit = new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(bytes));
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, TopicNames.CAPTURED_LIVE),
                            List.of(new AlterConfigOp(limit, AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
    }

    CaptureTopicTail tail(String topic, String account) {
        return new CaptureTopicTail(servers, topic, source + "/" + account);
    }

    /** The n-th connection of the account, from 0. */
    FakePeer awaitPeer(String account, int number) {
        await().until(() -> upstream.peers(account).size() > number
                && !upstream.peers(account).get(number).heard().isEmpty());
        return upstream.peers(account).get(number);
    }

    static List<CoverageReport> reports(CaptureTopicTail tail) {
        return tail.records().stream()
                .filter(record -> record.headers().lastHeader(CoverageRetraction.KIND_HEADER) == null)
                .map(record -> CoverageReport.fromBytes(record.value()))
                .toList();
    }

    @Override
    public void close() {
        accounts.forEach(this::unassign);
        captures.forEach(ConfigurableApplicationContext::close);
        producer.close();
        upstream.close();
    }

    /** The first one is not valid any more. */
    private final class Credentials implements CredentialProvider {

        @Override
        public Secret credential(String sourceName, String account) {
            credentialsAsked.incrementAndGet();
            return Secret.of("credential-" + credentialsForgotten.get());
        }

        @Override
        public void refresh(String sourceName, String account) {
            credentialsForgotten.incrementAndGet();
        }
    }
}
