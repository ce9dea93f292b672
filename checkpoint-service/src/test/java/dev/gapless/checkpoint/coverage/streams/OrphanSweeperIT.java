package dev.gapless.checkpoint.coverage.streams;

import static dev.gapless.checkpoint.coverage.windows.CoverageReportBuilder.POSTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gapless.checkpoint.CheckpointDatabase;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.ForkNotice;
import dev.gapless.common.message.InferredDelete;
import dev.gapless.testing.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OrphanSweeperIT {

    private static final StreamsProperties PROPERTIES =
            new StreamsProperties(Duration.ofMillis(500), Duration.ofSeconds(10), Duration.ofHours(1));

    private final CheckpointDatabase database = new CheckpointDatabase();
    private final FakeClock clock = new FakeClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final List<OrphanedRow> orphaned = new ArrayList<>();
    private final OrphanSweeper sweeper = new OrphanSweeper(
            new OrphanStore(database.client()), (orphans, now) -> orphaned.addAll(orphans), clock, PROPERTIES);
    private final ForkRecorder forks =
            new ForkRecorder(database.client(), new ForkLock(database.jdbc()), database.transaction());

    @BeforeEach
    void items() {
        item("below", 39, 0, false);
        item("orphan", 40, 0, false);
        item("tombstone", 41, 0, true);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void without_a_fork_nothing_is_deleted() {
        sweeper.sweep();

        assertThat(orphaned).isEmpty();
    }

    @Test
    void live_rows_above_the_ancestor_are_inferred_at_exactly_their_version() {
        forks.record(POSTS, new ForkNotice(39, 0));
        read(40, 1_000, 1);
        item("seen again", 50, 1, false);
        sweeper.sweep();

        assertThat(orphaned).containsExactly(new OrphanedRow(POSTS, "orphan", 40, 0, 0, 1));
        CapturedRecord inferredDelete = orphaned.getFirst().inferredDelete(clock.instant());
        assertThat(inferredDelete.shape()).isEqualTo(CapturedRecord.RecordKind.INFERRED_DELETE);
        assertThat(inferredDelete.generation()).isEqualTo(1);
        assertThat(InferredDelete.fromBytes(inferredDelete.value())).isEqualTo(new InferredDelete(40, 0));
    }

    @Test
    void what_was_not_read_again_under_the_new_generation_may_live_and_is_not_deleted() {
        forks.record(POSTS, new ForkNotice(39, 0));
        read(30, 1_000, 0);
        sweeper.sweep();
        assertThat(orphaned).isEmpty();

        read(41, 1_000, 1);
        sweeper.sweep();
        assertThat(orphaned).isEmpty();

        claim(40, 41, 1);
        sweeper.sweep();
        assertThat(orphaned)
                .as("the ledger has not decided what was read there")
                .isEmpty();

        decide();
        sweeper.sweep();
        assertThat(orphaned).extracting(OrphanedRow::itemId).containsExactly("orphan");
    }

    @Test
    void what_stands_beyond_the_end_of_the_new_history_is_deleted() {
        item("far", 60, 0, false);
        forks.record(POSTS, new ForkNotice(39, 0));
        sweeper.sweep();
        assertThat(orphaned).as("nobody has read the new history yet").isEmpty();

        read(50, 50, 1);
        sweeper.sweep();
        assertThat(orphaned).extracting(OrphanedRow::itemId).containsExactly("far");
    }

    @Test
    void an_inferred_delete_on_its_way_is_not_sent_again_for_ten_seconds() {
        forks.record(POSTS, new ForkNotice(39, 0));
        read(40, 1_000, 1);
        sweeper.sweep();
        clock.advance(Duration.ofSeconds(9));
        sweeper.sweep();
        assertThat(orphaned).hasSize(1);
        clock.advance(Duration.ofSeconds(2));
        sweeper.sweep();

        assertThat(orphaned).hasSize(2);
    }

    @Test
    void an_inferred_delete_that_did_not_arrive_is_sent_by_the_next_sweep() {
        forks.record(POSTS, new ForkNotice(39, 0));
        read(40, 1_000, 1);
        OrphanSweeper unlucky = new OrphanSweeper(
                new OrphanStore(database.client()),
                (orphans, now) -> {
                    orphaned.addAll(orphans);
                    throw new KafkaException("away");
                },
                clock,
                PROPERTIES);

        assertThatThrownBy(unlucky::sweep).isInstanceOf(KafkaException.class);
        assertThatThrownBy(unlucky::sweep).isInstanceOf(KafkaException.class);
        assertThat(orphaned).hasSize(2);
    }

    @Test
    void more_than_a_batch_is_deleted_in_one_sweep_and_each_once() {
        for (int i = 0; i < 1_200; i++) {
            item("many-" + i, 100, 0, false);
        }
        forks.record(POSTS, new ForkNotice(39, 0));
        read(40, 1_000, 1);
        forks.record(POSTS, new ForkNotice(50, 1));
        read(51, 1_000, 2);
        sweeper.sweep();

        assertThat(orphaned).hasSize(1_201).doesNotHaveDuplicates();
    }

    @Test
    void a_fork_is_settled_when_it_is_old_and_nothing_is_left() {
        forks.record(POSTS, new ForkNotice(39, 0));
        read(40, 1_000, 1);
        database.jdbc().update("update stream_fork set recorded_at = now() - interval '2 hours'");
        sweeper.sweep();
        assertThat(database.number("select count(*) from stream_fork where settled"))
                .isZero();

        database.jdbc().update("update item set deleted = true where item_id = 'orphan'");
        clock.advance(Duration.ofMinutes(2));
        sweeper.sweep();
        assertThat(database.number("select count(*) from stream_fork where settled"))
                .isEqualTo(1);
    }

    private void item(String id, long position, long generation, boolean deleted) {
        database.jdbc()
                .update(
                        "insert into item values ('forum', 'ann', 'posts', ?, ?, ?, 0, ?, '\\x00', '{}', 'LIVE', 'w', ?,"
                                + " false, now(), now(), gen_random_uuid(), 0, 0)",
                        id,
                        position,
                        generation,
                        deleted,
                        generation);
    }

    /** A live reader of that generation, who also tells how far the source reaches, and whose items are decided. */
    private void read(long from, long to, long generation) {
        claim(from, to, generation);
        decide();
    }

    private void decide() {
        database.jdbc().update("update coverage_window set held = covered");
    }

    private void claim(long from, long to, long generation) {
        database.jdbc()
                .update(
                        "update stream_state set frontier = greatest(frontier, ?) where generation <= ?",
                        to,
                        generation);
        database.jdbc()
                .update(
                        "insert into coverage_window (source, account, stream, window_id, part_of, path, evidence, aspects,"
                                + " covered, opened_from, reach, open, epoch, generation, reported_at, opened_at)"
                                + " values ('forum', 'ann', 'posts', ?, 'w', 'LIVE', 'SEQUENCE_CONTIGUOUS', 1,"
                                + " int8multirange(int8range(?, ?)), ?, ?, true, 1, ?, now(), now())",
                        "w" + from + "-" + generation,
                        from,
                        to,
                        from,
                        to,
                        generation);
    }
}
