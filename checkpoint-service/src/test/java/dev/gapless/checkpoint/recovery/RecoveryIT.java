package dev.gapless.checkpoint.recovery;

import static dev.gapless.checkpoint.checkpoints.CheckpointRig.ANN;
import static dev.gapless.checkpoint.checkpoints.CheckpointRig.LONG;
import static dev.gapless.checkpoint.checkpoints.CheckpointRig.POSTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.gapless.checkpoint.checkpoints.Checkpoint;
import dev.gapless.checkpoint.checkpoints.CheckpointId;
import dev.gapless.checkpoint.checkpoints.CheckpointRig;
import dev.gapless.checkpoint.checkpoints.CheckpointUpdateResult;
import dev.gapless.checkpoint.leases.Lease;
import dev.gapless.checkpoint.leases.LeaseAcquisition.Acquired;
import dev.gapless.checkpoint.operations.ClaimResult;
import dev.gapless.checkpoint.operations.LongRunningOperation;
import dev.gapless.checkpoint.operations.OperationId;
import dev.gapless.checkpoint.operations.OperationStore;
import dev.gapless.checkpoint.recovery.StuckGaps.Stuck;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.dao.DuplicateKeyException;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecoveryIT {

    private static final CheckpointId LIKES = new CheckpointId("forum", "ann", "likes", "miner");
    private static final CheckpointId BOB = new CheckpointId("forum", "bob", "posts", "miner");
    private static final OperationId OPERATION = new OperationId("process_post", "forum", "ann", "p1", 1);
    private static final RecoveryProperties PROPERTIES = new RecoveryProperties(
            Duration.ofMinutes(30),
            Duration.ofMinutes(15),
            0.1,
            Duration.ofSeconds(1),
            20,
            2,
            Duration.ofSeconds(30),
            Duration.ofMinutes(1));

    /** The scheduler, by hand. */
    private static final class Scheduler implements StuckGaps {

        private final List<Stuck> stuck = new ArrayList<>();
        private final List<String> released = new ArrayList<>();
        private final Set<String> failing = new HashSet<>();

        @Override
        public Optional<List<Stuck>> list() {
            return Optional.of(List.copyOf(stuck));
        }

        @Override
        public Released release(String id) {
            if (failing.contains(id)) {
                throw new IllegalStateException("the scheduler is away");
            }
            if (stuck.removeIf(gap -> gap.id().equals(id))) {
                released.add(id);
                return Released.NOW;
            }
            return Released.ALREADY;
        }
    }

    private final CheckpointRig rig = new CheckpointRig();
    private final Scheduler scheduler = new Scheduler();
    private final OperationStore operations = new OperationStore(rig.database().client());
    private final StalledCheckpointFinder leftLying =
            new StalledCheckpointFinder(rig.database().client());
    private final RecoveryAnalyzer analyst = new RecoveryAnalyzer(leftLying, operations, scheduler, PROPERTIES);
    private final RecoveryPlanStore plans =
            new RecoveryPlanStore(rig.database().client(), rig.database().transaction());
    private final PlanRunner runner = new PlanRunner(
            plans,
            new RecoveryStepExecutor(
                    operations, rig.checkpoints(), rig.leases(), leftLying, scheduler, PROPERTIES.interruptedAfter()),
            rig.leases(),
            rig.database().transaction(),
            PROPERTIES,
            new SimpleMeterRegistry());

    @BeforeEach
    void clear() {
        rig.clear();
        scheduler.stuck.clear();
        scheduler.released.clear();
        scheduler.failing.clear();
    }

    @AfterAll
    void close() {
        rig.close();
    }

    @Test
    void what_is_left_lying_is_found_and_each_thing_gets_its_action_in_order() {
        begun(POSTS, 100, 5);
        begun(LIKES, 100, 10);
        begun(ANN, null, 3);
        begun(BOB, 100, 50);
        rig.database().jdbc().update("update checkpoint set state = '{}' where account = 'bob'");
        operations.claim(OPERATION, "gone", LONG);
        stuck("g1", "posts");
        stuck("g2", "profile");
        assertThat(analyst.analyse().actions())
                .extracting(RecoveryAction::resource)
                .containsExactly("forum/ann/posts", "forum/ann/profile");
        age();

        RecoveryAnalysis analysis = analyst.analyse();

        assertThat(analysis.actions())
                .extracting(RecoveryAction::type, RecoveryAction::resource, RecoveryAction::subjects)
                .containsExactly(
                        tuple(RecoveryAction.Type.RETRY_OPERATION, OPERATION.text(), List.of()),
                        tuple(RecoveryAction.Type.RESUME_FROM_CHECKPOINT, LIKES.toString(), List.of()),
                        tuple(RecoveryAction.Type.RESUME_FROM_CHECKPOINT, ANN.toString(), List.of("g2")),
                        tuple(RecoveryAction.Type.RESTART_FROM_BEGINNING, POSTS.toString(), List.of("g1")),
                        tuple(RecoveryAction.Type.SKIP_CORRUPTED_DATA, BOB.toString(), List.of()));
        assertThat(analysis.interrupted()).isEqualTo(4);
        assertThat(analysis.estimate()).isEqualTo(Duration.ofMinutes(5 + 10 + 10 + 30 + 30));
        assertThat(leftLying.lagSeconds()).isGreaterThan(3_000);
    }

    @Test
    void what_is_complete_or_of_a_later_release_is_left_alone() {
        begun(POSTS, 100, 5);
        begun(LIKES, 100, 5);
        rig.stored(POSTS, 4, "{}");
        rig.database().jdbc().update("update checkpoint set schema_version = 4 where stream = 'posts'");
        rig.database()
                .jdbc()
                .update("update checkpoint set completed_at = now(), schema_version = 3 where stream = 'likes'");
        age();

        RecoveryAnalysis analysis = analyst.analyse();

        assertThat(analysis.actions()).isEmpty();
        assertThat(analysis.refused()).containsExactly(POSTS.toString());
        assertThat(analysis.estimate()).isZero();
    }

    @Test
    void a_dry_run_is_written_down_and_does_nothing_until_it_is_started() {
        begun(POSTS, 100, 5);
        age();
        Checkpoint before = rig.stored(POSTS);
        UUID plan = plans.make(analyst.analyse().actions(), PlanState.DRY_RUN);

        round();
        assertThat(rig.stored(POSTS)).isEqualTo(before);
        assertThat(steps(plan)).extracting(RecoveryStep::state).containsOnly(RecoveryStep.State.PENDING);

        assertThat(plans.change(plan, List.of(PlanState.DRY_RUN), PlanState.RUNNING))
                .isTrue();
        round();
        assertThat(rig.stored(POSTS).done()).isZero();
        assertThat(state(plan)).isEqualTo(PlanState.COMPLETED);
    }

    @Test
    void a_plan_sets_going_what_it_names_and_whoever_slept_on_it_is_fenced() {
        Lease sleeper = begun(POSTS, 100, 50);
        Checkpoint known = rig.stored(POSTS);
        LongRunningOperation orphan = ((ClaimResult.Mine) operations.claim(OPERATION, "gone", LONG)).operation();
        stuck("g1", "posts");
        age();
        rig.database()
                .jdbc()
                .update(
                        "update resource_lease set expires_at = now() + interval '1 hour' where resource like 'check%'");
        UUID plan = plans.make(analyst.analyse().actions(), PlanState.RUNNING);

        round();

        assertThat(state(plan)).isEqualTo(PlanState.COMPLETED);
        assertThat(steps(plan)).extracting(RecoveryStep::state).containsOnly(RecoveryStep.State.DONE);
        assertThat(scheduler.released).containsExactly("g1");
        assertThat(operations.find(OPERATION.text()).orElseThrow().status())
                .isEqualTo(LongRunningOperation.Status.WAITING);
        assertThat(operations.complete(OPERATION.text(), orphan.token(), "1")).isEmpty();
        assertThat(rig.checkpoints().move(POSTS, CheckpointRig.step(known, sleeper.token(), "{}")))
                .isInstanceOf(CheckpointUpdateResult.Fenced.class);
        assertThat(rig.stored(POSTS).done()).isEqualTo(50);
        assertThat(rig.begun(POSTS, "next").token()).isGreaterThan(sleeper.token());
    }

    @Test
    void a_step_that_fails_is_tried_again_then_left_and_the_rest_goes_on() {
        stuck("bad", "posts");
        stuck("good", "profile");
        scheduler.failing.add("bad");
        UUID plan = plans.make(analyst.analyse().actions(), PlanState.RUNNING);

        round();
        assertThat(scheduler.released).containsExactly("good");
        assertThat(steps(plan).getFirst()).satisfies(first -> {
            assertThat(first.state()).isEqualTo(RecoveryStep.State.PENDING);
            assertThat(first.outcome()).contains("the scheduler is away");
        });
        round();
        assertThat(steps(plan).getFirst().attempts()).isEqualTo(1);
        due();
        round();

        assertThat(steps(plan))
                .extracting(RecoveryStep::state)
                .containsExactly(RecoveryStep.State.FAILED, RecoveryStep.State.DONE);
        assertThat(state(plan)).isEqualTo(PlanState.COMPLETED);
    }

    @Test
    void a_pause_lets_nothing_begin_and_an_abort_leaves_the_rest() {
        for (int i = 0; i < 50; i++) {
            stuck("g" + i, "posts");
        }
        UUID plan = plans.make(analyst.analyse().actions(), PlanState.RUNNING);
        assertThat(steps(plan))
                .extracting(step -> step.action().subjects().size())
                .containsExactly(20, 20, 10);
        round();
        assertThat(scheduler.released).hasSize(20);

        assertThat(plans.change(plan, List.of(PlanState.RUNNING), PlanState.PAUSED))
                .isTrue();
        round();
        assertThat(scheduler.released).hasSize(20);
        assertThatThrownBy(() -> plans.make(List.of(), PlanState.RUNNING)).isInstanceOf(DuplicateKeyException.class);
        assertThat(plans.change(plan, List.of(PlanState.PAUSED), PlanState.RUNNING))
                .isTrue();
        round();
        assertThat(scheduler.released).hasSize(40);
        assertThat(plans.abort(plan)).isTrue();
        round();

        assertThat(scheduler.released).hasSize(40);
        assertThat(state(plan)).isEqualTo(PlanState.ABORTED);
        assertThat(steps(plan))
                .extracting(RecoveryStep::state)
                .containsExactly(RecoveryStep.State.DONE, RecoveryStep.State.DONE, RecoveryStep.State.SKIPPED);
        assertThat(plans.abort(plan)).isFalse();
    }

    @Test
    void a_step_whose_process_died_is_carried_out_by_the_next_and_the_dead_one_begins_nothing() {
        stuck("g1", "posts");
        UUID plan = plans.make(analyst.analyse().actions(), PlanState.RUNNING);
        Lease dead = ((Acquired) rig.leases().acquire(PlanRunner.RESOURCE, "dead", LONG)).lease();
        assertThat(plans.begin(PlanRunner.RESOURCE, dead.token())).isPresent();
        rig.expireLeases();
        assertThat(plans.begin(PlanRunner.RESOURCE, dead.token())).isEmpty();

        round();

        assertThat(steps(plan))
                .extracting(RecoveryStep::state, RecoveryStep::attempts)
                .containsExactly(tuple(RecoveryStep.State.DONE, 2));
        assertThat(state(plan)).isEqualTo(PlanState.COMPLETED);
    }

    @Test
    void what_has_moved_since_it_was_found_is_not_touched() {
        Lease holder = begun(POSTS, 100, 5);
        age();
        rig.database().jdbc().update("update resource_lease set expires_at = now() + interval '1 hour'");
        UUID plan = plans.make(analyst.analyse().actions(), PlanState.RUNNING);
        rig.checkpoints().move(POSTS, CheckpointRig.step(rig.stored(POSTS), holder.token(), "{}"));
        Checkpoint moved = rig.stored(POSTS);

        round();

        assertThat(steps(plan).getFirst().outcome()).contains("it has moved since");
        assertThat(rig.stored(POSTS)).isEqualTo(moved);
        assertThat(rig.leases().guards(POSTS.resource(), holder.token())).isTrue();
        assertThat(state(plan)).isEqualTo(PlanState.COMPLETED);
    }

    private void round() {
        Lease lease = ((Acquired) rig.leases().acquire(PlanRunner.RESOURCE, "runner", LONG)).lease();
        runner.round(lease);
        rig.leases().release(PlanRunner.RESOURCE, lease.token());
    }

    private Lease begun(CheckpointId id, @Nullable Integer expected, int done) {
        Lease lease = rig.begun(id, "worker");
        rig.database()
                .jdbc()
                .update(
                        "update checkpoint set done = ?, expected = ? where source = ? and account = ? and stream = ?"
                                + " and processor = ?",
                        done,
                        expected,
                        id.source(),
                        id.account(),
                        id.streamColumn(),
                        id.processor());
        return lease;
    }

    private void stuck(String id, String stream) {
        scheduler.stuck.add(new Stuck(id, "forum", "ann", stream, "refused"));
    }

    /** As if an hour had gone by. */
    private void age() {
        rig.database().jdbc().update("update checkpoint set progressed_at = progressed_at - interval '1 hour'");
        rig.database()
                .jdbc()
                .update("update operation set started_at = started_at - interval '1 hour',"
                        + " expires_at = expires_at - interval '1 hour'");
        rig.database().jdbc().update("update resource_lease set expires_at = expires_at - interval '1 hour'");
    }

    private void due() {
        rig.database().jdbc().update("update recovery_step set due_at = now() - interval '1 second'");
    }

    private List<RecoveryStep> steps(UUID plan) {
        return plans.find(plan).orElseThrow().steps();
    }

    private PlanState state(UUID plan) {
        return plans.find(plan).orElseThrow().state();
    }
}
