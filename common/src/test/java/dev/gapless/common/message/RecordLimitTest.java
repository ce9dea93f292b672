package dev.gapless.common.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.message.CapturedRecord.RecordKind;
import dev.gapless.common.position.StreamId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RecordLimitTest {

    private static final StreamId POSTS = new StreamId("forum", "ann", "posts");
    private final RecordLimit limit = new RecordLimit(100_000);

    @Test
    void what_fits_is_kept_whole() {
        DeadLetter letter = new DeadLetter(POSTS.key(), "task t", "json", "not JSON", "", new byte[100_000]);

        assertThat(limit.within(letter)).isSameAs(letter);
    }

    @Test
    void of_what_is_too_long_the_beginning_the_length_and_the_hash_are_kept() {
        byte[] value = "a".repeat(1_200_000).getBytes(StandardCharsets.US_ASCII);

        DeadLetter kept = limit.within(new DeadLetter(POSTS.key(), "task t", "json", "not JSON", "repair", value));

        assertThat(kept.value()).hasSize(65_536);
        assertThat(kept.rule()).isEqualTo("json");
        assertThat(kept.detail())
                .isEqualTo("not JSON; 1200000 bytes, SHA-256 "
                        + "f48d00cb89d8e79ada420b8bc839ee6c9d61b5b36b90e91b076d0fa641892c3e"
                        + "; the first 65536 are kept");
    }

    @Test
    void an_item_that_is_too_long_becomes_a_letter_of_its_stream() {
        CapturedRecord record = new CapturedRecord(
                POSTS, "p1", RecordKind.LISTED, new byte[100_001], IngestPath.MINED, Instant.EPOCH, "gap-1:4", 0);

        DeadLetter letter = limit.instead(record, "task gap-1:4");

        assertThat(letter.stream()).isEqualTo("forum/ann/posts");
        assertThat(letter.where()).isEqualTo("task gap-1:4");
        assertThat(letter.rule()).isEqualTo("record-size");
        assertThat(letter.detail()).startsWith("an item of more than 100000 bytes; 100001 bytes, SHA-256 ");
        assertThat(limit.takes(letter.value())).isTrue();
    }
}
