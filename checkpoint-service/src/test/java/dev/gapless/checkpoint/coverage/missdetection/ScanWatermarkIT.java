package dev.gapless.checkpoint.coverage.missdetection;

import static dev.gapless.checkpoint.items.commit.ItemSightings.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.checkpoint.items.commit.LedgerRig;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** Nothing is accepted behind the mark up to which all is taken for seen. */
class ScanWatermarkIT {

    private final List<OffsetDateTime> ends = new ArrayList<>();
    private final LedgerRig ledger = LedgerRig.watched(this::end);

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void an_item_that_is_written_long_after_its_look_is_accepted_after_the_mark() {
        ledger.commitOne(post("a", 1));

        OffsetDateTime accepted = ledger.database()
                .client()
                .sql("select accepted_at from item")
                .query(OffsetDateTime.class)
                .single();
        assertThat(ends).hasSize(2).allSatisfy(end -> assertThat(end).isBefore(accepted));
    }

    @Test
    void what_is_new_is_found_without_reading_everything_that_has_no_summary_yet() {
        JdbcTemplate jdbc = ledger.database().jdbc();
        jdbc.execute("""
                insert into item (source, account, stream, item_id, position, version, operation, deleted, hash, path,
                                  provenance, generation, inferred, seen_at, accepted_at, topic_id, log_partition, log_offset)
                select 'forum', 'account-' || n % 100, 'posts', 'post-' || n, n, 1, 0, false, decode(repeat('00', 32), 'hex'),
                       'MINED', 'task', 0, false, now(), now(), gen_random_uuid(), 0, n
                  from generate_series(1, 20000) n
                """);

        assertThat(pagesRead(jdbc)).isTrue();
        new ScanWatermark(ledger.database().client()).summarize();
        assertThat(pagesRead(jdbc)).isFalse();
    }

    /** By a reader that looks for what is newer than all there is, as in a table that is too large to be read. */
    private boolean pagesRead(JdbcTemplate jdbc) {
        String plan = ledger.database().transaction().execute(status -> {
            jdbc.execute("set local enable_seqscan = off");
            return jdbc.queryForList(
                            "explain (analyze) select 1 from item where accepted_at > now() + interval '1 hour'",
                            String.class)
                    .toString();
        });
        assertThat(plan).contains("Bitmap Index Scan on item_0_position_accepted_at_idx");
        return plan.contains("Heap Blocks");
    }

    /** By a reader with a short timeout, on a connection of its own. */
    private void end() {
        ScanWatermark accepted = new ScanWatermark(ledger.database().client());
        ends.add(
                CompletableFuture.supplyAsync(() -> accepted.end(Duration.ZERO)).join());
    }
}
