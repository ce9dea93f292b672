package dev.gapless.checkpoint.items.commit;

import static dev.gapless.checkpoint.items.commit.ItemSightings.post;
import static dev.gapless.common.message.Decision.CHANGED;
import static dev.gapless.common.message.Decision.DUPLICATE;
import static dev.gapless.common.message.Decision.NEW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.checkpoint.items.lookup.HeldItemReader;
import dev.gapless.checkpoint.items.lookup.HeldItemReader.Page;
import dev.gapless.checkpoint.items.lookup.ItemLines;
import dev.gapless.common.position.StreamId;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** In what form payloads are kept. */
class PayloadRetentionIT {

    private static final String LONG = "\"" + "long ".repeat(200) + "\"";

    @Test
    void long_payloads_are_packed_and_read_beside_short_ones() {
        try (LedgerRig ledger = new LedgerRig(new PayloadRetention(500, true, Duration.ofHours(1)))) {
            assertThat(ledger.commit(post("long", 1).saying(LONG), post("short", 2)))
                    .containsExactly(NEW, NEW);
            assertThat(ledger.commitOne(post("long", 3).saying(LONG))).isEqualTo(DUPLICATE);

            assertThat(ledger.database()
                            .number("select octet_length(packed) from item where item_id = 'long' and payload is null"))
                    .isBetween(1L, 200L);
            assertThat(lines(ledger)).contains(LONG, "\"hello\"");
        }
    }

    @Test
    void what_was_replaced_is_kept_with_its_payload_in_the_form_it_had() {
        try (LedgerRig ledger = new LedgerRig(new PayloadRetention(500, true, Duration.ofHours(1)))) {
            ledger.commit(
                    post("a", 1).saying(LONG),
                    post("a", 2).version(2),
                    post("a", 3).version(3).deleted());

            assertThat(ledger.database()
                            .number("select count(*) from item_version where item_id = 'a' and version = 1"
                                    + " and payload is null and packed is not null and verdict = 'NEW'"))
                    .isEqualTo(1);
            assertThat(ledger.database()
                            .number("select count(*) from item_version where item_id = 'a' and version = 2"
                                    + " and payload = '\"hello\"' and verdict = 'CHANGED'"))
                    .isEqualTo(1);
            assertThat(ledger.versions("a")).isEqualTo(3);
        }
    }

    @Test
    void without_it_what_was_replaced_is_known_and_its_payload_is_gone() {
        try (LedgerRig ledger = new LedgerRig(new PayloadRetention(0, false, Duration.ofHours(1)))) {
            ledger.commit(post("a", 1), post("a", 2).version(2).updated("\"again\""));

            assertThat(ledger.database().number("select count(*) from item_version where payload is null"))
                    .isEqualTo(1);
            assertThat(ledger.commit(post("a", 1), post("a", 2).version(2).updated("\"again\"")))
                    .containsExactly(NEW, CHANGED);
        }
    }

    private static String lines(LedgerRig ledger) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        HeldItemReader reader =
                new HeldItemReader(ledger.database().jdbc(), ledger.database().transaction());
        try (ItemLines lines = new ItemLines(JsonMapper.shared(), out)) {
            reader.read(new Page(new StreamId("forum", "ann", "posts"), "", false, 10), _ -> {}, lines);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
