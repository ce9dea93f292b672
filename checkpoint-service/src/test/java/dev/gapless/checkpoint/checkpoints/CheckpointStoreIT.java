package dev.gapless.checkpoint.checkpoints;

import static dev.gapless.checkpoint.checkpoints.CheckpointRig.ANN;
import static dev.gapless.checkpoint.checkpoints.CheckpointRig.LONG;
import static dev.gapless.checkpoint.checkpoints.CheckpointRig.POSTS;
import static dev.gapless.checkpoint.checkpoints.CheckpointRig.node;
import static dev.gapless.checkpoint.checkpoints.CheckpointRig.step;
import static dev.gapless.checkpoint.checkpoints.StateSchemaTest.golden;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.checkpoint.ConcurrentCallers;
import dev.gapless.checkpoint.leases.Lease;
import dev.gapless.checkpoint.leases.LeaseAcquisition;
import dev.gapless.common.coverage.Range;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CheckpointStoreIT {

    private final CheckpointRig rig = new CheckpointRig();

    @BeforeEach
    void clear() {
        rig.clear();
    }

    @AfterAll
    void close() {
        rig.close();
    }

    @Test
    void begun_moved_and_finished_it_knows_when_and_how_much_and_the_lease_is_free() {
        Lease lease = rig.begun(ANN, "first");
        Checkpoint fresh = rig.stored(ANN);
        assertThat(fresh.version()).isEqualTo(1);
        assertThat(fresh.isComplete()).isFalse();
        assertThat(text(fresh))
                .isEqualTo(
                        "{\"processingMode\":\"Standard\",\"retryPolicy\":{\"backoffMultiplier\":2,\"maxAttempts\":3}}");

        moved(ANN, step(fresh, lease.token(), "{\"page\":1}"));
        CheckpointUpdate last = new CheckpointUpdate(
                lease.token(), 2, 3, 3, node("{\"page\":2}"), List.of(Range.of(5, 9)), 41, 42L, true);
        assertThat(rig.checkpoints().finish(ANN, last)).isInstanceOf(CheckpointUpdateResult.To.class);

        Checkpoint done = rig.stored(ANN);
        assertThat(done.version()).isEqualTo(3);
        assertThat(done.done()).isEqualTo(42);
        assertThat(done.expected()).isEqualTo(42);
        assertThat(text(done)).isEqualTo(StateText.of(node("{\"page\":2}")));
        assertThat(done.contentHash()).hasSize(64).isNotEqualTo(fresh.contentHash());
        assertThat(done.processingDuration()).isPositive();
        assertThat(done.createdAt()).isEqualTo(fresh.createdAt());
        assertThat(rig.begun(ANN, "second").token()).isGreaterThan(lease.token());
    }

    @Test
    void positions_only_grow_and_when_the_first_was_done_stays() {
        Lease lease = rig.begun(POSTS, "first");
        Checkpoint one = moved(POSTS, step(rig.stored(POSTS), lease.token(), "{}", Range.of(50, 60)));
        Checkpoint two = moved(POSTS, step(one, lease.token(), "{}", Range.of(10, 20)));
        Checkpoint three = moved(POSTS, step(two, lease.token(), "{}"));

        assertThat(three.processed().ranges()).containsExactly(Range.of(10, 20), Range.of(50, 60));
        assertThat(three.firstProcessedAt()).isNotNull().isEqualTo(one.firstProcessedAt());
        assertThat(three.done()).isEqualTo(3);
    }

    @Test
    void of_64_moves_from_the_same_version_one_is_made() throws Exception {
        Lease lease = rig.begun(POSTS, "first");
        Checkpoint from = rig.stored(POSTS);

        List<CheckpointUpdateResult> moves = ConcurrentCallers.call(
                64, i -> rig.checkpoints().move(POSTS, step(from, lease.token(), "{\"by\":" + i + "}")));

        assertThat(moves.stream().filter(CheckpointUpdateResult.To.class::isInstance))
                .hasSize(1);
        assertThat(moves.stream().filter(CheckpointUpdateResult.Elsewhere.class::isInstance))
                .hasSize(63)
                .containsOnly(new CheckpointUpdateResult.Elsewhere(2L, 3));
        assertThat(rig.stored(POSTS).done()).isEqualTo(1);
    }

    @Test
    void who_lost_the_lease_writes_nothing_whether_or_not_another_has_come() {
        Lease first = rig.begun(POSTS, "first");
        Checkpoint known = rig.stored(POSTS);
        rig.expireLeases();
        assertThat(rig.checkpoints().move(POSTS, step(known, first.token(), "{}")))
                .isInstanceOf(CheckpointUpdateResult.Fenced.class);

        Lease second = rig.begun(POSTS, "second");
        assertThat(rig.checkpoints().move(POSTS, step(known, first.token(), "{}")))
                .isEqualTo(new CheckpointUpdateResult.Fenced(second));
        assertThat(rig.checkpoints().finish(POSTS, step(known, first.token(), "{}")))
                .isEqualTo(new CheckpointUpdateResult.Fenced(second));
        assertThat(rig.stored(POSTS)).isEqualTo(known);
        assertThat(moved(POSTS, step(known, second.token(), "{}")).version()).isEqualTo(2);
    }

    @Test
    void no_lower_token_follows_a_higher_one_even_when_the_table_of_leases_is_lost() {
        Lease lease = rig.begun(POSTS, "first");
        moved(POSTS, step(rig.stored(POSTS), lease.token(), "{}"));
        rig.database().jdbc().update("update resource_lease set token = 0");

        assertThat(rig.checkpoints().move(POSTS, step(rig.stored(POSTS), 0, "{}")))
                .isInstanceOf(CheckpointUpdateResult.Fenced.class);
    }

    @Test
    void an_older_state_is_raised_when_it_is_read_by_one_of_64_and_all_see_the_same() throws Exception {
        rig.begun(POSTS, "first");
        rig.stored(POSTS, 1, golden("state-v1").toString());

        List<CheckpointReadResult> readings =
                ConcurrentCallers.call(64, i -> rig.checkpoints().read(POSTS));

        assertThat(readings).containsOnly(readings.getFirst());
        Checkpoint raised = rig.stored(POSTS);
        assertThat(text(raised)).isEqualTo(StateText.of(golden("state-v3")));
        assertThat(raised.schemaVersion()).isEqualTo(3);
        assertThat(raised.migratedAt()).isNotNull();
        assertThat(raised.version()).isEqualTo(1);
    }

    @Test
    void while_the_release_before_may_come_back_states_are_raised_to_what_it_knows() {
        rig.begun(POSTS, "first");
        rig.stored(POSTS, 1, golden("state-v1").toString());

        assertThat(rig.at(2).read(POSTS)).isInstanceOfSatisfying(CheckpointReadResult.Read.class, read -> {
            assertThat(read.checkpoint().schemaVersion()).isEqualTo(2);
            assertThat(text(read.checkpoint())).isEqualTo(StateText.of(golden("state-v2")));
        });
        assertThat(rig.stored(POSTS).schemaVersion()).isEqualTo(3);
        assertThat(rig.at(2).read(POSTS))
                .isInstanceOfSatisfying(
                        CheckpointReadResult.Read.class,
                        read -> assertThat(read.checkpoint().schemaVersion()).isEqualTo(3));
    }

    @Test
    void a_writer_that_knows_the_state_at_another_schema_changes_nothing() {
        Lease lease = rig.begun(POSTS, "first");
        Checkpoint now = rig.stored(POSTS);
        CheckpointUpdate old =
                new CheckpointUpdate(lease.token(), now.version(), 2, 2, node("{}"), List.of(), 0, null, false);
        CheckpointUpdate lower =
                new CheckpointUpdate(lease.token(), now.version(), 3, 2, node("{}"), List.of(), 0, null, false);

        assertThat(rig.checkpoints().move(POSTS, old)).isEqualTo(new CheckpointUpdateResult.Elsewhere(1L, 3));
        assertThat(rig.checkpoints().move(POSTS, lower)).isEqualTo(new CheckpointUpdateResult.Elsewhere(1L, 3));
        assertThat(rig.stored(POSTS)).isEqualTo(now);
    }

    @Test
    void a_state_of_a_later_release_is_refused_kept_and_not_written_over() {
        Lease lease = rig.begun(POSTS, "first");
        Checkpoint known = rig.stored(POSTS);
        rig.stored(POSTS, 4, "{\"from\":\"the future\"}");

        assertThat(rig.checkpoints().read(POSTS)).isEqualTo(new CheckpointReadResult.TooNew(POSTS, 4));
        assertThat(rig.checkpoints().move(POSTS, step(known, lease.token(), "{}")))
                .isEqualTo(new CheckpointUpdateResult.Elsewhere(null, 4));
        assertThat(rig.checkpoints().reset(POSTS)).isFalse();
        assertThat(rig.checkpoints().quarantine(POSTS, "any")).isFalse();
        CheckpointStore.Begun begun = rig.checkpoints().begin(POSTS, "second", LONG, null);
        assertThat(begun.reading()).isEqualTo(new CheckpointReadResult.TooNew(POSTS, 4));
        assertThat(rig.checkpoints().begin(POSTS, "third", LONG, null).acquisition())
                .isInstanceOf(LeaseAcquisition.Acquired.class);
        assertThat(rig.database().jdbc().queryForObject("select state from checkpoint", String.class))
                .isEqualTo("{\"from\":\"the future\"}");
    }

    @Test
    void a_state_that_is_not_what_was_stored_is_told_and_put_aside_as_it_is() {
        Lease lease = rig.begun(POSTS, "first");
        moved(POSTS, step(rig.stored(POSTS), lease.token(), "{\"page\":1}", Range.of(1, 2)));
        assertThat(rig.checkpoints().quarantine(POSTS, "sound")).isFalse();
        rig.database().jdbc().update("update checkpoint set state = '{\"page\":2}'");
        assertThat(rig.checkpoints().read(POSTS)).isEqualTo(new CheckpointReadResult.Corrupt(POSTS));

        assertThat(rig.checkpoints().quarantine(POSTS, "hash")).isTrue();

        assertThat(rig.stored(POSTS).processed().isEmpty()).isTrue();
        assertThat(rig.database().jdbc().queryForObject("select state from checkpoint_aside", String.class))
                .isEqualTo("{\"page\":2}");
        assertThat(rig.checkpoints().quarantine(POSTS, "again")).isFalse();
    }

    @Test
    void reset_goes_back_to_the_horizon_fences_its_holder_and_leaves_what_is_complete_alone() {
        Lease lease = rig.begun(POSTS, "first");
        Checkpoint before = moved(POSTS, step(rig.stored(POSTS), lease.token(), "{\"page\":1}", Range.of(1, 2)));

        assertThat(rig.checkpoints().reset(POSTS)).isTrue();

        Checkpoint after = rig.stored(POSTS);
        assertThat(after.processed().isEmpty()).isTrue();
        assertThat(after.done()).isZero();
        assertThat(after.horizonFrom()).isEqualTo(before.horizonFrom());
        assertThat(after.firstProcessedAt()).isEqualTo(before.firstProcessedAt());
        assertThat(rig.checkpoints().move(POSTS, step(after, lease.token(), "{}")))
                .isInstanceOf(CheckpointUpdateResult.Fenced.class);
        Lease second = rig.begun(POSTS, "second");
        rig.checkpoints()
                .finish(POSTS, new CheckpointUpdate(second.token(), 3, 3, 3, node("{}"), List.of(), 1, null, true));
        assertThat(rig.checkpoints().reset(POSTS)).isFalse();
    }

    private static String text(Checkpoint checkpoint) {
        return StateText.of(checkpoint.state());
    }

    private Checkpoint moved(CheckpointId id, CheckpointUpdate move) {
        CheckpointUpdateResult moved = rig.checkpoints().move(id, move);
        assertThat(moved).isInstanceOf(CheckpointUpdateResult.To.class);
        Checkpoint now = ((CheckpointUpdateResult.To) moved).checkpoint();
        assertThat(rig.stored(id)).isEqualTo(now);
        return now;
    }
}
