package dev.gapless.processor.normalise;

import static dev.gapless.processor.fakes.CapturedRecords.captured;
import static dev.gapless.processor.fakes.CapturedRecords.received;
import static dev.gapless.processor.fakes.CapturedRecords.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.InferredDelete;
import dev.gapless.common.message.InferredDeleteUndo;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.common.position.StreamId;
import dev.gapless.connector.catalog.CatalogUnavailableException;
import dev.gapless.processor.deadletters.RefusedRecord;
import dev.gapless.processor.fakes.CapturedRecords;
import dev.gapless.processor.fakes.FakeCatalog;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.dataformat.cbor.CBORMapper;

class RecordNormaliserTest {

    private static final StreamId POSTS = new StreamId("fake", "acc", "posts");

    private final FakeCatalog catalog = new FakeCatalog();
    private final RecordNormaliser normaliser = new RecordNormaliser(catalog);

    @Test
    void a_readable_record_is_a_sighting_that_knows_where_it_stands() {
        Item item = sighted(captured("acc", "a", IngestPath.MINED, value(4, ItemOperation.UPDATE)));

        assertThat(item.streamId()).isEqualTo(POSTS);
        assertThat(item.itemId()).isEqualTo("a");
        assertThat(item.version()).isEqualTo(4);
        assertThat(item.position()).isEqualTo(40);
        assertThat(item.path()).isEqualTo(IngestPath.MINED);
        assertThat(item.seenAtMicros()).isEqualTo(1_772_600_767_000_089L);
        assertThat(item.logPosition().topicId()).isEqualTo(CapturedRecords.TOPIC);
        assertThat(item.partition()).isEqualTo(3);
        assertThat(item.offset()).isEqualTo(17);
        assertThat(item.inferred()).isFalse();
    }

    @Test
    void an_inferred_delete_is_an_inferred_delete_of_exactly_that_version_and_asks_no_connector() {
        catalog.away(true);
        CapturedRecord inferredDelete = new CapturedRecord(
                POSTS,
                "a",
                CapturedRecord.RecordKind.INFERRED_DELETE,
                new InferredDelete(99, 6).toBytes(),
                IngestPath.LIVE,
                CapturedRecords.RECEIVED,
                "fork",
                7);

        Item item = sighted(inferredDelete);

        assertThat(item.operation()).isEqualTo(ItemOperation.DELETE);
        assertThat(item.version()).isEqualTo(6);
        assertThat(item.position()).isEqualTo(99);
        assertThat(item.generation()).isEqualTo(7);
        assertThat(item.inferred()).isTrue();
        assertThat(item.payload()).isNull();
        assertThat(item.hash()).isEqualTo(new byte[32]);
    }

    @Test
    void an_inferred_delete_tells_which_life_of_its_version_it_is_about() {
        CapturedRecord inferredDelete = new CapturedRecord(
                POSTS,
                "a",
                CapturedRecord.RecordKind.INFERRED_DELETE,
                new InferredDelete(99, 6, 2).toBytes(),
                IngestPath.MINED,
                CapturedRecords.RECEIVED,
                "task",
                7);

        assertThat(sighted(inferredDelete).undoCount()).isEqualTo(2);
    }

    @Test
    void a_restoration_is_the_item_as_it_was_and_asks_no_connector() {
        catalog.away(true);
        byte[] hash = new byte[32];
        hash[3] = 9;
        CapturedRecord restored = new CapturedRecord(
                POSTS,
                "a",
                CapturedRecord.RecordKind.INFERRED_DELETE_UNDO,
                new InferredDeleteUndo(
                                99,
                                6,
                                1,
                                ItemOperation.UPDATE,
                                hash,
                                "{\"text\":\"ä\"}".getBytes(StandardCharsets.UTF_8))
                        .toBytes(),
                IngestPath.LIVE,
                CapturedRecords.RECEIVED,
                "undo:task",
                7);

        Item item = sighted(restored);

        assertThat(item.restores()).isTrue();
        assertThat(item.undoCount()).isEqualTo(1);
        assertThat(item.version()).isEqualTo(6);
        assertThat(item.position()).isEqualTo(99);
        assertThat(item.operation()).isEqualTo(ItemOperation.UPDATE);
        assertThat(item.hash()).isEqualTo(hash);
        assertThat(item.payload()).asString(StandardCharsets.UTF_8).isEqualTo("{\"text\":\"ä\"}");
        assertThat(item.path()).isEqualTo(IngestPath.LIVE);
    }

    @Test
    void a_restoration_that_cannot_be_read_is_refused() {
        CapturedRecord torn = new CapturedRecord(
                POSTS,
                "a",
                CapturedRecord.RecordKind.INFERRED_DELETE_UNDO,
                new byte[] {1},
                IngestPath.LIVE,
                CapturedRecords.RECEIVED,
                "undo",
                7);

        assertThat(rule(torn)).isEqualTo("inferred-delete-undo-unreadable");
    }

    @Test
    void bytes_that_the_connector_cannot_read_are_refused_in_its_words() {
        RefusedRecord refused = refused(received(captured("acc", "a", IngestPath.LIVE, "garbage"), 17));

        assertThat(refused.letter().rule()).isEqualTo("fake-form");
        assertThat(refused.letter().stream()).isEqualTo("fake/acc/posts");
        assertThat(refused.letter().where()).isEqualTo("gapless.captured-live-3-17");
        assertThat(refused.letter().value()).asString().isEqualTo("garbage");
        assertThat(refused.source()).isEqualTo("fake");
    }

    @Test
    void a_bug_of_the_connector_costs_one_record_and_no_more() {
        assertThat(rule(captured("acc", "a", IngestPath.LIVE, "bug"))).isEqualTo("connector-failed");
    }

    @Test
    void bytes_of_another_item_than_the_key_says_are_refused() {
        assertThat(rule(captured("acc", "a", IngestPath.LIVE, "1|1|CREATE|other")))
                .isEqualTo("item-id");
    }

    @Test
    void an_item_too_large_for_a_change_is_refused_before_the_ledger_hears_of_it() {
        String large = "1|1|CREATE|" + "x".repeat(1_000_000);

        assertThat(rule(captured("acc", "a", IngestPath.LIVE, large))).isEqualTo("item-size");
    }

    @Test
    void a_source_that_is_definitely_unknown_is_refused_and_makes_no_metric_of_its_own() {
        CapturedRecord stranger = new CapturedRecord(
                new StreamId("stranger", "acc", "posts"),
                "a",
                CapturedRecord.RecordKind.FRAME,
                new byte[] {1},
                IngestPath.LIVE,
                CapturedRecords.RECEIVED,
                "window-1",
                0);

        RefusedRecord refused = refused(received(stranger, 17));

        assertThat(refused.letter().rule()).isEqualTo("unknown-source");
        assertThat(refused.letter().stream()).isEqualTo("stranger/acc/posts");
        assertThat(refused.source()).isEqualTo("unknown");
    }

    @Test
    void while_the_scheduler_is_away_no_record_is_refused() {
        catalog.away(true);

        assertThatExceptionOfType(CatalogUnavailableException.class)
                .isThrownBy(() -> normaliser.normalise(
                        received(captured("acc", "a", IngestPath.LIVE, value(1, ItemOperation.CREATE)), 17),
                        CapturedRecords.TOPIC));
    }

    @Test
    void a_record_without_a_header_is_refused_by_the_name_of_the_header() {
        ConsumerRecord<byte[], byte[]> record =
                received(captured("acc", "a", IngestPath.LIVE, value(1, ItemOperation.CREATE)), 17);
        record.headers().remove("gapless-ingest-path");

        RefusedRecord refused = refused(record);

        assertThat(refused.letter().rule()).isEqualTo("captured-record");
        assertThat(refused.letter().detail()).contains("gapless-ingest-path");
        assertThat(refused.source()).isEqualTo("unknown");
    }

    @Test
    void a_record_without_a_value_is_refused() {
        RefusedRecord refused =
                refused(new ConsumerRecord<>("gapless.captured-live", 3, 17, new byte[] {1}, (byte[]) null));

        assertThat(refused.letter().detail()).contains("value");
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 7_258_118_400_000_000L, Long.MAX_VALUE})
    void a_record_received_at_no_time_of_ours_is_refused(long micros) {
        ConsumerRecord<byte[], byte[]> record = withHeader(
                CapturedRecord.RECEIVED,
                ByteBuffer.allocate(Long.BYTES).putLong(micros).array());

        assertThat(refused(record).letter().detail()).contains("gapless-received-us: " + micros);
    }

    @ParameterizedTest
    @ValueSource(strings = {"operation", "hash", "payload"})
    void a_restoration_that_leaves_something_out_is_refused(String member) {
        Map<String, Object> members = new HashMap<>(Map.of(
                "position",
                1,
                "version",
                2,
                "undoCount",
                1,
                "operation",
                "CREATE",
                "hash",
                new byte[32],
                "payload",
                "{}".getBytes(StandardCharsets.UTF_8)));
        members.remove(member);
        CapturedRecord torn = new CapturedRecord(
                POSTS,
                "a",
                CapturedRecord.RecordKind.INFERRED_DELETE_UNDO,
                new CBORMapper().writeValueAsBytes(members),
                IngestPath.LIVE,
                CapturedRecords.RECEIVED,
                "undo",
                7);

        assertThat(rule(torn)).isEqualTo("inferred-delete-undo-unreadable");
    }

    @Test
    void a_letter_of_a_record_with_a_huge_header_does_not_repeat_it() {
        ConsumerRecord<byte[], byte[]> record = withHeader(CapturedRecord.STREAM, new byte[900_000]);

        assertThat(refused(record).letter().detail())
                .startsWith("stream key: \0")
                .hasSize(1_000);
    }

    private static ConsumerRecord<byte[], byte[]> withHeader(String name, byte[] value) {
        ConsumerRecord<byte[], byte[]> record =
                received(captured("acc", "a", IngestPath.LIVE, value(1, ItemOperation.CREATE)), 17);
        record.headers().remove(name).add(name, value);
        return record;
    }

    private Item sighted(CapturedRecord captured) {
        return switch (normaliser.normalise(received(captured, 17), CapturedRecords.TOPIC)) {
            case NormalisationResult.Sighted sighted -> sighted.item();
            case NormalisationResult.Refused refused -> throw new AssertionError(refused);
        };
    }

    private String rule(CapturedRecord captured) {
        return refused(received(captured, 17)).letter().rule();
    }

    private RefusedRecord refused(ConsumerRecord<byte[], byte[]> record) {
        return switch (normaliser.normalise(record, CapturedRecords.TOPIC)) {
            case NormalisationResult.Refused(RefusedRecord refused) -> refused;
            case NormalisationResult.Sighted sighted -> throw new AssertionError(sighted);
        };
    }
}
