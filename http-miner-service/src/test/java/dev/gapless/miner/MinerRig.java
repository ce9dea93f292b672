package dev.gapless.miner;

import dev.gapless.common.message.MiningMode;
import dev.gapless.common.message.MiningProgress;
import dev.gapless.common.message.MiningTask;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.position.StreamId;
import dev.gapless.common.secret.Secret;
import dev.gapless.connector.Connector;
import dev.gapless.connector.HttpSpec;
import dev.gapless.connector.catalog.ConnectorCatalog;
import dev.gapless.connector.catalog.CredentialProvider;
import dev.gapless.miner.fakes.FakeForum;
import dev.gapless.miner.fakes.FakeSource;
import dev.gapless.miner.fakes.MinerTopicTail;
import dev.gapless.miner.fakes.NumberedWalk;
import dev.gapless.testing.servers.TestServers;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** Real miners over real Kafka and Redis, against a forum of the test's own. */
final class MinerRig implements AutoCloseable {

    final FakeForum forum = new FakeForum();
    final String servers = TestServers.get().kafkaBootstrapServers();
    private final KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
            Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    private final List<ConfigurableApplicationContext> miners = new ArrayList<>();

    private double requestsPerSecond = 1_000;
    private int burst = 1_000;
    private String redis = TestServers.get().redisUri();

    /** Longer than the service's: a busy machine must not be taken for a Redis that is gone. */
    private Duration redisPatience = Duration.ofSeconds(20);

    MinerRig pace(double perSecond, int atOnce) {
        requestsPerSecond = perSecond;
        burst = atOnce;
        return this;
    }

    /** Where it may be gone; miners are as patient with it as they are in production. */
    MinerRig redisAt(URI uri) {
        redis = uri.toString();
        redisPatience = Duration.ofMillis(500);
        return this;
    }

    ConfigurableApplicationContext startMiner(String... properties) {
        HttpSpec http = new HttpSpec(forum.url(), Duration.ofSeconds(10), 100_000, requestsPerSecond, burst);
        Connector source = FakeSource.of(
                http, (stream, mode, from, to, resume) -> new NumberedWalk(forum.url(), stream.account(), resume));
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--spring.kafka.bootstrap-servers=" + servers,
                "--spring.data.redis.url=" + redis,
                "--spring.data.redis.timeout=" + redisPatience.toMillis() + "ms",
                "--spring.data.redis.connect-timeout=" + redisPatience.toMillis() + "ms",
                "--gapless.network.allowed-private=127.0.0.0/8,::1",
                "--gapless.topics.replication=1",
                "--gapless.topics.min-insync-replicas=1",
                "--gapless.instance=" + miners.size()));
        List.of(properties).forEach(property -> arguments.add("--" + property));
        ConfigurableApplicationContext miner = MinerApplication.application()
                .initializers(context -> {
                    GenericApplicationContext beans = (GenericApplicationContext) context;
                    beans.registerBean(ConnectorCatalog.class, () -> name -> source);
                    beans.registerBean(CredentialProvider.class, Credentials::new);
                })
                .run(arguments.toArray(String[]::new));
        miners.add(miner);
        return miner;
    }

    static StreamId posts(String account) {
        return new StreamId("forum", account, "posts");
    }

    /** Each under a key of its own, so that they are spread over the queue's partitions and thereby over the miners. */
    void send(String account, int tasks) throws ExecutionException, InterruptedException {
        for (int i = 0; i < tasks; i++) {
            StreamId stream = posts(account);
            MiningTask task = new MiningTask(
                    "gap-%s-%d:1".formatted(account, i),
                    "gap-%s-%d".formatted(account, i),
                    stream,
                    MiningMode.GAP_FILL,
                    0,
                    100,
                    null,
                    1,
                    0,
                    Instant.now());
            sendRaw(stream.key() + "#" + i, task.toBytes());
        }
    }

    void sendRaw(String key, byte[] value) throws ExecutionException, InterruptedException {
        producer.send(new ProducerRecord<>(TopicNames.MINING_TASKS, key.getBytes(StandardCharsets.UTF_8), value))
                .get();
    }

    MinerTopicTail tail(String topic, String account) {
        return new MinerTopicTail(servers, topic, posts(account).key());
    }

    static List<MiningProgress> progress(MinerTopicTail tail) {
        return tail.values().stream().map(MiningProgress::fromBytes).toList();
    }

    @Override
    public void close() {
        miners.forEach(ConfigurableApplicationContext::close);
        producer.close();
        forum.close();
    }

    /** Each account has one. */
    private static final class Credentials implements CredentialProvider {

        @Override
        public Secret credential(String source, String account) {
            return Secret.of("of-" + account);
        }

        @Override
        public void refresh(String source, String account) {
            // there is no other
        }
    }
}
