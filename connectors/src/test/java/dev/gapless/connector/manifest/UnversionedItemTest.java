package dev.gapless.connector.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CapturedRecord.RecordKind;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.common.position.StreamId;
import dev.gapless.connector.Connector;
import dev.gapless.connector.ExtractionResult;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Items of a source that names no version of those never changed, and puts one that is read alone into an envelope. */
class UnversionedItemTest {

    private static final StreamId POSTS = StreamId.parse("directus/all/posts");
    private static final long CREATED = 1_785_585_600_000_000L;

    private final Connector directus = ManifestTexts.connector(ManifestTexts.shipped("directus"));

    @Test
    void an_id_that_is_used_again_has_a_higher_version_than_what_was_deleted() {
        ExtractionResult.Item edited = read(post("12:00:00.000", "\"2026-08-01T12:00:05.000Z\""));
        ExtractionResult.Item again = read(post("12:00:09.000", "null"));

        assertThat(edited.version()).isEqualTo(CREATED + 5_000_000);
        assertThat(edited.operation()).isEqualTo(ItemOperation.UPDATE);
        assertThat(again.version()).isEqualTo(again.position()).isEqualTo(CREATED + 9_000_000);
        assertThat(again.operation()).isEqualTo(ItemOperation.CREATE);
    }

    @Test
    void an_item_that_is_read_alone_is_the_item_of_a_listing() {
        String post = post("12:00:00.000", "null");

        assertThat(directus.readItem("posts", bytes("{\"data\":" + post + ",\"meta\":{}}")))
                .isEqualTo(bytes(post));
        assertThat(directus.readItem("posts", bytes("{\"data\":[]}")))
                .as("kept whole, and refused as no item")
                .isEqualTo(bytes("{\"data\":[]}"));
    }

    private ExtractionResult.Item read(String json) {
        ExtractionResult result = directus.extract(new CapturedRecord(
                POSTS, "p1", RecordKind.LISTED, bytes(json), IngestPath.MINED, Instant.EPOCH, "", 0));
        assertThat(result).isInstanceOf(ExtractionResult.Item.class);
        return (ExtractionResult.Item) result;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String post(String created, String updated) {
        return "{\"id\":\"p1\",\"text\":\"x\",\"date_created\":\"2026-08-01T%sZ\",\"date_updated\":%s}"
                .formatted(created, updated);
    }
}
