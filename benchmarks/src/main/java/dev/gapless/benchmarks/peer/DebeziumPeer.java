package dev.gapless.benchmarks.peer;

import dev.gapless.benchmarks.measure.PartSample;
import dev.gapless.benchmarks.measure.UsageSnapshot;
import dev.gapless.benchmarks.rig.BenchmarkRig;
import dev.gapless.benchmarks.rig.PostGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Debezium's JDBC sink, upserting posts from a topic of its own into a table of its own. */
final class DebeziumPeer implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofMinutes(10);
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final int CHECK_EVERY = 100;

    /** Members of a post as columns. Its tags are left out, so the peer's rows are the shorter ones. */
    private static final Map<String, String> COLUMNS = columns();

    /** Enough for each partition to get some. */
    private static final int MARKS = 64;

    /** By partition, which post is the first and which the last. */
    private record Sent(Map<Integer, Long> firsts, Map<Integer, Long> lasts) {}

    private final BenchmarkRig rig;
    private final String name;
    private final String topic;
    private final ConnectWorker worker;
    private final KafkaProducer<byte[], byte[]> producer;
    private long next;

    /** @param more of the connector's properties, by which this variant differs */
    DebeziumPeer(BenchmarkRig rig, PeerArtifacts fetched, String variant, Map<String, String> more)
            throws IOException, InterruptedException, ExecutionException {
        this.rig = rig;
        this.name = "Debezium JDBC sink " + fetched.version() + ", " + variant;
        this.topic = "peer_" + variant;
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", rig.servers().kafkaBootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topic, BenchmarkRig.PARTITIONS, (short) 1)))
                    .all()
                    .get();
        }
        rig.database().execute("create table %s (%s, primary key (account, id))".formatted(topic, definitions()));
        this.producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        rig.servers().kafkaBootstrapServers(),
                        ProducerConfig.LINGER_MS_CONFIG,
                        5,
                        ProducerConfig.BATCH_SIZE_CONFIG,
                        65_536,
                        ProducerConfig.COMPRESSION_TYPE_CONFIG,
                        "lz4"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        this.worker = ConnectWorker.start(rig, fetched, variant, connector(more));
        worker.pause();
    }

    private static Map<String, String> columns() {
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put("account", "string");
        columns.put("id", "string");
        columns.put("text", "string");
        columns.put("created_at", "int64");
        columns.put("updated_at", "int64");
        columns.put("revision", "int64");
        columns.put("deleted", "boolean");
        return columns;
    }

    private static String definitions() {
        return COLUMNS.entrySet().stream()
                .map(column -> column.getKey()
                        + switch (column.getValue()) {
                            case "string" -> " text collate \"C\" not null";
                            case "int64" -> " bigint not null";
                            default -> " boolean not null";
                        })
                .collect(Collectors.joining(", "));
    }

    private static String schema() {
        return COLUMNS.entrySet().stream()
                .map(column -> "{\"field\":\"%s\",\"type\":\"%s\",\"optional\":false}"
                        .formatted(column.getKey(), column.getValue()))
                .collect(Collectors.joining(",", "{\"type\":\"struct\",\"optional\":false,\"fields\":[", "]}"));
    }

    private Map<String, String> connector(Map<String, String> more) {
        Map<String, String> connector = new LinkedHashMap<>();
        connector.put("name", "peer");
        connector.put("connector.class", "io.debezium.connector.jdbc.JdbcSinkConnector");
        connector.put("tasks.max", "2");
        connector.put("topics", topic);
        connector.put("connection.url", rig.servers().jdbcUrl());
        connector.put("connection.username", rig.servers().databaseUser());
        connector.put("connection.password", rig.servers().databasePassword());
        connector.put("insert.mode", "upsert");
        connector.put("primary.key.mode", "record_value");
        connector.put("primary.key.fields", "account,id");
        connector.put("schema.evolution", "none");
        connector.put("batch.size", "1000");
        connector.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
        connector.put("value.converter.schemas.enable", "true");
        connector.put("value.converter.schema.content", schema());
        connector.put("consumer.override.max.poll.records", "2000");
        connector.put("consumer.override.auto.offset.reset", "earliest");
        connector.putAll(more);
        return connector;
    }

    String name() {
        return name;
    }

    /** The part's name of {@link #again(int)}. */
    String again() {
        return name + PeerBenchmark.AGAIN;
    }

    /** New posts: fills its topic while it is paused, then measures until the last row of each partition is there. */
    PartSample run(int items) throws Exception {
        Sent sent = send(next, next + items);
        next += items;
        return measured(name, items, sent, sent);
    }

    /** The posts of the last run once more, as another reader would bring them, between a few new ones. */
    PartSample again(int items) throws Exception {
        long first = next - items;
        long last = next;
        Sent before = send(next, next + MARKS);
        next += MARKS;
        send(first, last);
        Sent after = send(next, next + MARKS);
        next += MARKS;
        PartSample sample = measured(again(), items, before, after);
        rig.database().execute("vacuum " + topic);
        return sample;
    }

    private PartSample measured(String part, int items, Sent from, Sent to) throws Exception {
        rig.database().settle();
        rig.meter().with(worker.process());
        try {
            worker.resume();
            await(exists(from.firsts().values()));
            UsageSnapshot begin = rig.meter().mark();
            for (long number : to.lasts().values()) {
                await(exists(List.of(number)));
            }
            PartSample sample = rig.meter().since(begin, part, items);
            long rows = rig.database().number("select count(*) from " + topic);
            if (rows != next) {
                throw new IllegalStateException("rows of the peer: %d (expected: %d)".formatted(rows, next));
            }
            return sample;
        } finally {
            rig.meter().alone();
            worker.pause();
        }
    }

    /** One of these posts. */
    private String exists(Collection<Long> numbers) {
        return numbers.stream()
                .map(number -> "('%s','%s')".formatted(PostGenerator.account(number), PostGenerator.id(number)))
                .collect(Collectors.joining(
                        ",", "select exists (select 1 from %s where (account, id) in (".formatted(topic), "))"));
    }

    private Sent send(long from, long to) {
        Sent all = new Sent(new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
        for (long number = from; number < to; number++) {
            long mine = number;
            var captured = PostGenerator.mined(number);
            var _ = producer.send(
                    new ProducerRecord<>(topic, captured.key().getBytes(StandardCharsets.UTF_8), captured.value()),
                    (sent, e) -> {
                        if (e == null) {
                            all.firsts().merge(sent.partition(), mine, Math::min);
                            all.lasts().merge(sent.partition(), mine, Math::max);
                        }
                    });
        }
        producer.flush();
        return all;
    }

    private void await(String condition) throws IOException, InterruptedException {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        for (int look = 1; rig.database().number("select (" + condition + ")::int") == 0; look++) {
            if (look % CHECK_EVERY == 0) {
                worker.check();
            }
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the peer has not written all after " + TIMEOUT);
            }
            Thread.sleep(LOOK);
        }
    }

    @Override
    public void close() {
        worker.close();
        producer.close();
    }
}
