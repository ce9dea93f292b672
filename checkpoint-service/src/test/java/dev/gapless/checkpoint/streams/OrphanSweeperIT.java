package dev.gapless.checkpoint.streams;

import static dev.gapless.checkpoint.coverage.Reporting.POSTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gapless.checkpoint.Database;
import dev.gapless.common.message.Burial;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.ForkNotice;
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

    private final Database database = new Database();
    private final FakeClock clock = new FakeClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final List<Orphan> buried = new ArrayList<>();
    private final OrphanSweeper sweeper = new OrphanSweeper(
            new Orphans(database.client()), (orphans, now) -> buried.addAll(orphans), clock, PROPERTIES);
    private final Forks forks = new Forks(database.client(), new ForkGate(database.jdbc()), database.transaction());

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
    void without_a_fork_nothing_is_buried() {
        sweeper.sweep();

        assertThat(buried).isEmpty();
    }

    @Test
    void live_rows_above_the_ancestor_are_buried_at_exactly_their_version() {
        forks.record(POSTS, new ForkNotice(39, 0));
        item("seen again", 50, 1, false);
        sweeper.sweep();

        assertThat(buried).containsExactly(new Orphan(POSTS, "orphan", 40, 0, 0, 1));
        CapturedRecord burial = buried.getFirst().burial(clock.instant());
        assertThat(burial.shape()).isEqualTo(CapturedRecord.Shape.BURIED);
        assertThat(burial.generation()).isEqualTo(1);
        assertThat(Burial.fromBytes(burial.value())).isEqualTo(new Burial(40, 0));
    }

    @Test
    void a_burial_on_its_way_is_not_sent_again_for_ten_seconds() {
        forks.record(POSTS, new ForkNotice(39, 0));
        sweeper.sweep();
        clock.advance(Duration.ofSeconds(9));
        sweeper.sweep();
        assertThat(buried).hasSize(1);
        clock.advance(Duration.ofSeconds(2));
        sweeper.sweep();

        assertThat(buried).hasSize(2);
    }

    @Test
    void a_burial_that_did_not_arrive_is_sent_by_the_next_sweep() {
        forks.record(POSTS, new ForkNotice(39, 0));
        OrphanSweeper unlucky = new OrphanSweeper(
                new Orphans(database.client()),
                (orphans, now) -> {
                    buried.addAll(orphans);
                    throw new KafkaException("away");
                },
                clock,
                PROPERTIES);

        assertThatThrownBy(unlucky::sweep).isInstanceOf(KafkaException.class);
        assertThatThrownBy(unlucky::sweep).isInstanceOf(KafkaException.class);
        assertThat(buried).hasSize(2);
    }

    @Test
    void more_than_a_batch_is_buried_in_one_sweep_and_each_once() {
        for (int i = 0; i < 1_200; i++) {
            item("many-" + i, 100, 0, false);
        }
        forks.record(POSTS, new ForkNotice(39, 0));
        forks.record(POSTS, new ForkNotice(50, 1));
        sweeper.sweep();

        assertThat(buried).hasSize(1_201).doesNotHaveDuplicates();
    }

    @Test
    void a_fork_is_settled_when_it_is_old_and_nothing_is_left() {
        forks.record(POSTS, new ForkNotice(39, 0));
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
}
