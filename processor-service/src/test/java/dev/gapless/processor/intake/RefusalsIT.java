package dev.gapless.processor.intake;

import static dev.gapless.processor.fakes.CapturedRecords.captured;
import static dev.gapless.processor.fakes.CapturedRecords.value;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.position.StreamId;
import dev.gapless.processor.batch.ChangePublishers;
import dev.gapless.processor.fakes.CapturedRecords;
import dev.gapless.processor.fakes.FakeCatalog;
import dev.gapless.processor.fakes.FakeCommitService;
import dev.gapless.processor.fakes.KafkaWorld;
import dev.gapless.processor.fakes.SeenChange;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RefusalsIT {

    private final FakeCommitService checkpoint = new FakeCommitService();
    private final FakeCatalog catalog = new FakeCatalog();
    private final KafkaWorld world = new KafkaWorld();

    RefusalsIT() throws ExecutionException, InterruptedException {}

    @AfterEach
    void close() {
        checkpoint.close();
        world.close();
    }

    @Test
    void what_cannot_be_processed_is_kept_with_its_bytes_and_cause_and_its_neighbours_go_on()
            throws ExecutionException, InterruptedException {
        checkpoint.refuse("poison");
        ProducerRecord<byte[], byte[]> headless =
                CapturedRecords.toSend(live("headless", value(1, ItemOperation.CREATE)));
        headless.headers().remove("gapless-record-kind");

        world.send(live("before", value(1, ItemOperation.CREATE)), live("garbage", "\u0000 \uD83D\uDE80 {"));
        world.send(headless);
        world.send(live("bug", "bug"), stranger(), live("poison", value(1, ItemOperation.CREATE)));
        world.send(live("after", value(1, ItemOperation.CREATE)));
        try (ProcessorPod pod = ProcessorPod.start(world, "strict", checkpoint, catalog, ChangePublishers.toKafka())) {
            world.awaitProcessed();

            assertThat(pod.count("gapless.dead.letters")).isEqualTo(5);
            assertThat(pod.count("gapless.dead.letters", "source", "fake")).isEqualTo(3);
            assertThat(pod.count("gapless.processor.retries")).isZero();
        }

        assertThat(world.committed(TopicNames.CHANGES))
                .extracting(record -> SeenChange.of(record).item())
                .containsExactlyInAnyOrder("before", "after");
        Map<String, ConsumerRecord<byte[], byte[]>> letters = letters();
        assertThat(letters)
                .containsOnlyKeys(
                        "fake-form", "captured-record", "connector-failed", "unknown-source", "ledger-refused");
        assertThat(bytes(letters, "fake-form")).isEqualTo("\u0000 \uD83D\uDE80 {");
        assertThat(bytes(letters, "captured-record")).isEqualTo(value(1, ItemOperation.CREATE));
        assertThat(bytes(letters, "connector-failed")).isEqualTo("bug");
        assertThat(bytes(letters, "unknown-source")).isEqualTo("strange");
        assertThat(bytes(letters, "ledger-refused")).isEqualTo(value(1, ItemOperation.CREATE));
    }

    @Test
    void whatever_stands_on_the_topic_costs_itself_alone_and_no_byte_of_it() throws Exception {
        checkpoint.failOn("server bug");
        List<ProducerRecord<byte[], byte[]>> hostile = List.of(
                with(live("received before all time", ""), "gapless-received-us", number(Long.MIN_VALUE)),
                with(live("received after all time", ""), "gapless-received-us", number(Long.MAX_VALUE)),
                with(live("huge stream", ""), "gapless-stream", new byte[900_000]),
                with(live("huge shape", ""), "gapless-record-kind", new byte[900_000]),
                with(live("shape of a later release", ""), "gapless-record-kind", "MERGED".getBytes(UTF_8)),
                with(live("no generation", ""), "gapless-generation", new byte[0]),
                with(live("half an inferred delete", "{"), "gapless-record-kind", "INFERRED_DELETE".getBytes(UTF_8)),
                with(
                        live("half a restored item", "\u00bf"),
                        "gapless-record-kind",
                        "INFERRED_DELETE_UNDO".getBytes(UTF_8)),
                CapturedRecords.toSend(live("nul\0", "")),
                CapturedRecords.toSend(live("server bug", value(1, ItemOperation.CREATE))));

        world.send(live("first", value(1, ItemOperation.CREATE)));
        hostile.forEach(world::send);
        world.send(live("last", value(1, ItemOperation.CREATE)));
        try (ProcessorPod pod = ProcessorPod.start(world, "hostile", checkpoint, catalog, ChangePublishers.toKafka())) {
            world.awaitProcessed();

            assertThat(pod.count("gapless.processor.retries")).isZero();
        }

        assertThat(world.committed(TopicNames.CHANGES))
                .extracting(record -> SeenChange.of(record).item())
                .containsExactlyInAnyOrder("first", "last");
        assertThat(world.committed(TopicNames.DEAD_LETTERS))
                .extracting(ConsumerRecord::value)
                .containsExactlyInAnyOrderElementsOf(
                        hostile.stream().map(ProducerRecord::value).toList());
    }

    private static ProducerRecord<byte[], byte[]> with(CapturedRecord captured, String header, byte[] value) {
        ProducerRecord<byte[], byte[]> record = CapturedRecords.toSend(captured);
        record.headers().remove(header).add(header, value);
        return record;
    }

    private static byte[] number(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    private CapturedRecord live(String item, String value) {
        return captured(world.account(), item, IngestPath.LIVE, value);
    }

    private CapturedRecord stranger() {
        return new CapturedRecord(
                new StreamId("stranger", world.account(), "posts"),
                "a",
                CapturedRecord.RecordKind.FRAME,
                "strange".getBytes(UTF_8),
                IngestPath.LIVE,
                CapturedRecords.RECEIVED,
                "window-1",
                0);
    }

    private Map<String, ConsumerRecord<byte[], byte[]>> letters() {
        List<ConsumerRecord<byte[], byte[]>> records = world.committed(TopicNames.DEAD_LETTERS);
        return records.stream()
                .collect(Collectors.toMap(record -> SeenChange.header(record, "gapless-rule"), record -> record));
    }

    private static String bytes(Map<String, ConsumerRecord<byte[], byte[]>> letters, String rule) {
        ConsumerRecord<byte[], byte[]> letter = letters.get(rule);
        assertThat(letter).as(rule).isNotNull();
        return new String(letter.value(), UTF_8);
    }
}
