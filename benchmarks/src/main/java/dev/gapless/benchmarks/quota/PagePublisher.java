package dev.gapless.benchmarks.quota;

import dev.gapless.benchmarks.rig.BenchmarkRig;
import dev.gapless.common.kafka.ProducerSettings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The least that a miner must do with a page. Each item goes to Kafka as its own bytes. The next page is asked for when
 * all are acknowledged. Nothing is checked, and nothing is said of what was covered. The producer has the miner's
 * settings.
 */
final class PagePublisher implements BareClient.PageReader, AutoCloseable {

    private static final String TOPIC = "bench-pages";
    private static final String ITEMS = "data";
    private static final JsonFactory JSON = new JsonFactory();

    private final KafkaProducer<byte[], byte[]> producer;

    private PagePublisher(KafkaProducer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    static PagePublisher start(BenchmarkRig rig) throws InterruptedException, ExecutionException {
        Map<String, Object> kafka =
                Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, rig.servers().kafkaBootstrapServers());
        try (Admin admin = Admin.create(kafka)) {
            if (!admin.listTopics().names().get().contains(TOPIC)) {
                admin.createTopics(List.of(new NewTopic(TOPIC, BenchmarkRig.PARTITIONS, (short) 1)))
                        .all()
                        .get();
            }
        }
        Map<String, Object> settings = ProducerSettings.durable(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, rig.servers().kafkaBootstrapServers()), "bench-pages");
        return new PagePublisher(new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()));
    }

    @Override
    public void read(String account, byte[] body) throws InterruptedException, ExecutionException {
        byte[] key = account.getBytes(StandardCharsets.UTF_8);
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean items = parser.currentName().equals(ITEMS);
                parser.nextToken();
                if (!items) {
                    parser.skipChildren();
                    continue;
                }
                while (parser.nextToken() == JsonToken.START_OBJECT) {
                    int from = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
                    parser.skipChildren();
                    int to = Math.toIntExact(parser.currentLocation().getByteOffset());
                    sent.add(producer.send(new ProducerRecord<>(TOPIC, key, Arrays.copyOfRange(body, from, to))));
                }
            }
        }
        if (sent.isEmpty()) {
            throw new IllegalStateException("a page without items (expected: some in /%s)".formatted(ITEMS));
        }
        for (Future<RecordMetadata> each : sent) {
            each.get();
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
