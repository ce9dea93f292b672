package dev.gapless.connector.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CapturedRecord.RecordKind;
import dev.gapless.common.message.InferredDelete;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.common.position.StreamId;
import dev.gapless.connector.Connector;
import dev.gapless.connector.ExtractionResult;
import dev.gapless.connector.ExtractionResult.Item;
import dev.gapless.connector.ExtractionResult.Unreadable;
import dev.gapless.connector.InferredRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExtractionTest {

    private static final String POST = """
            {"id":"p1","account":"acc-0001","text":"caf\u00e9 \ud83d\ude00 hunter2","tags":["a"],\
            "created_at":100,"updated_at":%d,"revision":%d,"deleted":%s}""";

    private final Connector sandbox = ManifestTexts.connector(ManifestTexts.sandbox());

    @ParameterizedTest
    @CsvSource({"post_created, 100, 1, CREATE", "post_updated, 250, 2, UPDATE", "post_updated, 100, 1, CREATE"})
    void an_item_is_the_same_through_both_paths(String type, long position, long revision, ItemOperation operation) {
        String item = POST.formatted(position, revision, false);
        String spaced = item.replace(",\"", " ,\n \"").replace("\u00e9", "\\u00e9");

        Item live = item(extract(RecordKind.FRAME, "posts", "p1", event(type, position, revision, item)));
        Item mined = item(extract(RecordKind.LISTED, "posts", "p1", spaced));

        assertThat(live).usingRecursiveComparison().isEqualTo(mined);
        assertThat(live.operation()).isEqualTo(operation);
        assertThat(live.position()).isEqualTo(position);
        assertThat(live.version()).isEqualTo(revision);
    }

    @Test
    void a_deletion_is_the_same_through_both_paths() {
        Item live = item(extract(RecordKind.FRAME, "posts", "p1", event("post_deleted", 300, 3, "{\"id\":\"p1\"}")));
        Item mined = item(extract(RecordKind.LISTED, "posts", "p1", POST.formatted(300, 3, true)));

        assertThat(live).usingRecursiveComparison().isEqualTo(mined);
        assertThat(live.operation()).isEqualTo(ItemOperation.DELETE);
        assertThat(live.hash()).isEqualTo(new byte[32]);
        assertThat(live.canonical()).isNull();
    }

    @Test
    void an_inferred_delete_names_its_version_and_no_connector_reads_it() {
        CapturedRecord record = captured(RecordKind.INFERRED_DELETE, "posts", "p1", new InferredDelete(7, 2).toBytes());
        assertThat(sandbox.extract(record)).isEqualTo(InferredRecord.notFromSource());
        assertThat(item(Objects.requireNonNull(InferredRecord.read(record)).extraction()))
                .usingRecursiveComparison()
                .isEqualTo(new Item("p1", 7, 2, ItemOperation.DELETE, new byte[32], null));
    }

    @Test
    void a_number_as_id_is_taken_as_written() {
        String like = "{\"id\":12345678901234567890,\"created_at\":5,\"revision\":1}";
        assertThat(item(extract(RecordKind.LISTED, "likes", "12345678901234567890", like))
                        .itemId())
                .isEqualTo("12345678901234567890");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"created_at\":5,\"revision\":1} | item-id | /id: absent",
                "{\"id\":\"\",\"created_at\":5,\"revision\":1} | item-id | /id: an empty text",
                "{\"id\":[\"hunter2\"],\"created_at\":5,\"revision\":1} | item-id | /id: an array",
                "{\"id\":\"l\\ud83d\",\"created_at\":5,\"revision\":1} | item-id | /id: a text",
                "{\"id\":\"l1\",\"revision\":1} | item-position | /created_at: absent",
                "{\"id\":\"l1\",\"created_at\":\"hunter2\",\"revision\":1} | item-position | /created_at: a text",
                "{\"id\":\"l1\",\"created_at\":5} | item-version | /revision: absent",
                "{\"id\":\"l1\",\"created_at\":5,\"revision\":1,\"revision\":2} | json | not JSON",
                "{\"id\":\"l2\",\"created_at\":5,\"revision\":1} | item-key | /id: another id",
                "hunter2 | json | not JSON",
            })
    void what_is_no_item_is_refused_with_its_reason_and_without_its_content(String json, String rule, String detail) {
        assertThat(extract(RecordKind.LISTED, "likes", "l1", json))
                .isInstanceOfSatisfying(Unreadable.class, unreadable -> {
                    assertThat(unreadable.rule()).isEqualTo(rule);
                    assertThat(unreadable.detail()).startsWith(detail);
                    assertThat(unreadable.toString()).doesNotContain("hunter2");
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"event_type\":\"post_liked\"} | event-unknown",
                "{\"event\":\"post_created\"} | event-type",
                "{\"event_type\":\"like_added\",\"data\":{\"id\":\"p1\",\"created_at\":1,\"revision\":1}} | event-stream",
                "{\"event_type\":\"post_created\",\"data\":[]} | item-id",
            })
    void a_frame_that_is_no_event_of_the_stream_is_refused(String json, String rule) {
        assertThat(extract(RecordKind.FRAME, "posts", "p1", json))
                .isInstanceOfSatisfying(
                        Unreadable.class,
                        unreadable -> assertThat(unreadable.rule()).isEqualTo(rule));
    }

    @Test
    void a_stream_that_the_manifest_no_longer_has_is_refused() {
        assertThat(extract(RecordKind.LISTED, "stories", "s1", "{}"))
                .isInstanceOfSatisfying(
                        Unreadable.class,
                        unreadable -> assertThat(unreadable.rule()).isEqualTo("stream-unknown"));
    }

    @Test
    void an_item_without_versions_has_the_readers_generation() {
        String plain =
                ManifestTexts.sandbox().replace("position: /created_at, version: /revision", "position: /created_at");
        CapturedRecord record = captured(RecordKind.LISTED, "likes", "l1", bytes("{\"id\":\"l1\",\"created_at\":5}"));
        assertThat(item(ManifestTexts.connector(plain).extract(record)))
                .satisfies(item -> assertThat(item.version()).isEqualTo(9))
                .satisfies(item -> assertThat(item.operation()).isEqualTo(ItemOperation.CREATE));
    }

    private static String event(String type, long position, long revision, String data) {
        return """
                {"event_type":"%s","object_id":"p1","timestamp":1,"position":%d,"revision":%d,"data":%s}""".formatted(type, position, revision, data);
    }

    private ExtractionResult extract(RecordKind shape, String stream, String id, String value) {
        return sandbox.extract(captured(shape, stream, id, bytes(value)));
    }

    private static CapturedRecord captured(RecordKind shape, String stream, String id, byte[] value) {
        return new CapturedRecord(
                new StreamId("sandbox", "acc-0001", stream), id, shape, value, IngestPath.LIVE, Instant.EPOCH, "s", 9);
    }

    private static Item item(ExtractionResult extraction) {
        assertThat(extraction).isInstanceOf(Item.class);
        return (Item) extraction;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
