package dev.gapless.chaos;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.InferredDelete;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.position.StreamId;
import dev.gapless.standalone.api.RestApi;
import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A source beside the demo's, of which no account is followed: its captured records are written here. Its first
 * manifest cannot read them, its second can.
 */
final class OperatedSource {

    static final String NAME = "operated";
    static final int ITEMS = 3_000;

    private static final StreamId STREAM = new StreamId(NAME, "only", "posts");
    private static final String VERSION = "version: /revision";
    private static final String ABSENT_VERSION = "version: /edition";

    private final GaplessSuite suite;
    private final Instant begun = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private final long position = ChronoUnit.MICROS.between(Instant.EPOCH, begun);

    OperatedSource(GaplessSuite suite) {
        this.suite = suite;
    }

    /** Records become dead letters. */
    void applyWrongManifest() throws IOException, InterruptedException {
        apply(manifest().replace(VERSION, ABSENT_VERSION));
    }

    /** Records are read. */
    void applyRightManifest() throws IOException, InterruptedException {
        apply(manifest());
    }

    private void apply(String manifest) throws IOException, InterruptedException {
        RestApi.at(suite.url(SuiteService.SCHEDULER), suite.home().adminToken())
                .put("/v1/sources/" + NAME, "application/yaml", manifest.getBytes(StandardCharsets.UTF_8));
    }

    private static String manifest() throws IOException {
        try (InputStream in = OperatedSource.class.getResourceAsStream("/connectors/sandbox.yaml")) {
            if (in == null) {
                throw new IOException("the sandbox's manifest is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("source: sandbox", "source: " + NAME);
        }
    }

    /** One version of each item, as a miner lists it. */
    void list() {
        send(number -> record(
                number,
                CapturedRecord.RecordKind.LISTED,
                "{\"id\":\"item-%d\",\"updated_at\":%d,\"revision\":1,\"deleted\":false,\"text\":\"%d\"}"
                        .formatted(number, position + number, number)
                        .getBytes(StandardCharsets.UTF_8)));
    }

    /** Each item is concluded to be deleted, as a reconciliation does. */
    void deleteByInference() {
        send(number -> record(
                number, CapturedRecord.RecordKind.INFERRED_DELETE, new InferredDelete(position + number, 1).toBytes()));
    }

    private CapturedRecord record(int number, CapturedRecord.RecordKind kind, byte[] value) {
        return new CapturedRecord(
                STREAM, "item-" + number, kind, value, IngestPath.MINED, Instant.now(), "operated-task", 0);
    }

    private void send(IntFunction<CapturedRecord> record) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", suite.servers().kafkaBootstrapServers(), "linger.ms", 5),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int number = 0; number < ITEMS; number++) {
                CapturedRecord captured = record.apply(number);
                ProducerRecord<byte[], byte[]> sent = new ProducerRecord<>(
                        TopicNames.CAPTURED_BACKFILL,
                        captured.key().getBytes(StandardCharsets.UTF_8),
                        captured.value());
                captured.headers().forEach(sent.headers()::add);
                var _ = producer.send(sent);
            }
            producer.flush();
        }
    }

    /** A replay of all that was received of it. */
    String replay() {
        return "{\"source\":\"%s\",\"from\":\"%s\",\"to\":\"%s\",\"dryRun\":false}"
                .formatted(NAME, begun.minusSeconds(60), Instant.now().plusSeconds(60));
    }

    /** Ids of the changes that were published of it, in the order of their partitions. */
    static List<String> changes(KafkaState kafka) throws IOException, InterruptedException {
        List<String> ids = new ArrayList<>();
        for (var change : kafka.records(TopicNames.CHANGES)) {
            String key = change.key() == null ? "" : new String(change.key(), StandardCharsets.UTF_8);
            var id = change.headers().lastHeader("ce_id");
            if (key.startsWith(NAME + "/") && id != null) {
                ids.add(new String(id.value(), StandardCharsets.UTF_8));
            }
        }
        return ids;
    }
}
