package dev.gapless.miner.reconcile;

import static dev.gapless.miner.walk.MinerFixture.POSTS;
import static dev.gapless.miner.walk.MinerFixture.page;
import static dev.gapless.miner.walk.MinerFixture.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.CompareResponse.Held;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.message.MiningProgress;
import dev.gapless.common.message.MiningProgress.Outcome;
import dev.gapless.common.message.MiningTask;
import dev.gapless.common.message.RecordSpan;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.message.WalkCheckpoint;
import dev.gapless.common.message.WalkCheckpointClaim;
import dev.gapless.connector.PageStep;
import dev.gapless.miner.fakes.FakeSource;
import dev.gapless.miner.fakes.ScriptedWalk;
import dev.gapless.miner.fetch.FetchOutcome;
import dev.gapless.miner.fetch.FetchOutcome.Answered;
import dev.gapless.miner.ledger.LedgerUnavailableException;
import dev.gapless.miner.walk.MinerFixture;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A reconciliation of [0,100) between miners: what is kept of it, and who may write it. */
class WalkCheckpointTest {

    private static final FetchOutcome PAGE = new Answered(new byte[] {'{', '}'});

    private final MinerFixture mine = new MinerFixture();

    private static MiningTask dispatch(long epoch, @Nullable String resume) {
        return task(MiningMode.RECONCILE, resume, epoch);
    }

    private MiningProgress killedBehind50() {
        mine.fetch.answer(PAGE, PAGE, PAGE);
        mine.checkpoints.dyingAfter(2);
        MiningProgress never = mine.mine(
                dispatch(4, null),
                page(Range.of(80, 100), false, "a"),
                page(Range.of(50, 80), false, "b"),
                page(Range.of(20, 50), false, "c"));
        mine.checkpoints.dyingAfter(Integer.MAX_VALUE);
        return never;
    }

    @Test
    void a_walk_whose_miner_was_killed_goes_on_behind_its_last_saved_page_on_another() {
        killedBehind50();
        mine.fetch.answer(PAGE, PAGE);

        // the scheduler heard nothing: it sends the gap as it stood, under a new lease
        MiningProgress second =
                mine.mine(dispatch(5, null), page(Range.of(20, 50), false, "c"), page(Range.of(0, 20), true, "d"));

        assertThat(mine.resumes).containsExactly(null, "after-2");
        assertThat(second.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(mine.coverage()).extracting(CoverageReport::windowId).containsExactly("gap-1:5:reconciled");
        // the proof stands on the records of both miners
        RecordSpan stands = mine.coverage().getFirst().records().getFirst();
        assertThat(stands.first()).isZero();
        assertThat(stands.next())
                .isEqualTo(mine.kafka.on(TopicNames.CAPTURED_BACKFILL).size());
    }

    @Test
    void a_walk_that_has_ended_or_was_refused_leaves_nothing_to_go_on_with() {
        mine.fetch.answer(PAGE, PAGE, new FetchOutcome.Absent(404), PAGE);
        mine.mine(dispatch(4, null), page(Range.of(0, 100), true));
        MiningProgress refused =
                mine.mine(dispatch(5, null), page(Range.of(50, 100), false), page(Range.of(0, 50), true));
        assertThat(refused.outcome()).isEqualTo(Outcome.REFUSED);

        mine.mine(dispatch(6, refused.resume()), page(Range.of(0, 100), true));

        assertThat(mine.resumes).containsOnlyNulls().hasSize(3);
    }

    @Test
    void a_miner_of_an_older_lease_asks_nothing_of_the_source() throws LedgerUnavailableException {
        mine.checkpoints.claim(new WalkCheckpointClaim(POSTS, "gap-1", 5));

        MiningProgress late = mine.mine(dispatch(4, null));

        assertThat(late.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(late.reason()).isEqualTo("another dispatch has the walk's checkpoint");
        assertThat(mine.resumes).isEmpty();
    }

    @Test
    void a_miner_that_wakes_when_its_lease_is_over_saves_nothing_and_stops() {
        mine.fetch.answer(PAGE, PAGE);
        PageStep[] pages = {page(Range.of(50, 100), false, "a"), page(Range.of(0, 50), true, "b")};

        MiningProgress late =
                mine.mine(dispatch(4, null), FakeSource.of(FakeSource.HTTP, (stream, mode, from, to, resume) -> {
                    claim(5);
                    return new ScriptedWalk(List.of(pages));
                }));

        assertThat(late.reason()).isEqualTo("another dispatch has the walk's checkpoint");
        assertThat(mine.coverage()).isEmpty();
        assertThat(claim(6).state()).isNull();
    }

    @Test
    void without_the_checkpoint_service_a_walk_waits() {
        mine.checkpoints.away(true);

        MiningProgress progress = mine.mine(dispatch(4, null), page(Range.of(0, 100), true));

        assertThat(progress.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(progress.resume()).isNull();
        assertThat(mine.resumes).isEmpty();
    }

    @Test
    void a_state_of_another_range_or_generation_is_left_aside() {
        killedBehind50();
        mine.fetch.answer(PAGE);
        MiningTask wider = new MiningTask(
                "gap-1:5", "gap-1", POSTS, MiningMode.RECONCILE, 0, 200, null, 5, 7, mine.clock.instant());

        mine.mine(wider, page(Range.of(0, 200), true));

        assertThat(mine.resumes).containsExactly(null, null);
    }

    @Test
    void states_of_all_schemas_are_read_and_one_of_a_later_release_is_left_as_it_is() throws IOException {
        ReconcileState walk = new ReconcileState(
                "after-50",
                List.of(new Range(50, 100)),
                List.of(new ReconcileState.Place("edge", 50)),
                List.of(),
                4,
                List.of(new Held("lost", 70, 2, 0)),
                List.of(),
                List.of("lost"),
                100L,
                true);
        WalkCheckpointState wanted = WalkCheckpointState.of(dispatch(4, null), walk, List.of(new RecordSpan(0, 3, 9)));
        for (int schema = 1; schema <= WalkCheckpointState.SCHEMA; schema++) {
            assertThat(WalkCheckpointState.read(schema, golden(schema), dispatch(4, null)))
                    .as("schema " + schema)
                    .isEqualTo(wanted);
        }
        assertThat(wanted.write()).isEqualTo(golden(WalkCheckpointState.SCHEMA));

        int later = WalkCheckpointState.SCHEMA + 1;
        mine.checkpoints.store("gap-1", 3, new WalkCheckpoint(9, later, "{\"unknown\":1}"));
        MiningProgress progress = mine.mine(dispatch(4, null), page(Range.of(0, 100), true));
        assertThat(progress.reason())
                .isEqualTo("the walk's checkpoint has schema 4 (this release reads up to 3): upgrade the miner");
        assertThat(claim(5).state()).isEqualTo("{\"unknown\":1}");
    }

    @Test
    void a_task_of_the_release_before_goes_on_where_its_text_says() throws IOException {
        mine.fetch.answer(PAGE);

        MiningProgress progress = mine.mine(dispatch(4, golden(1)), page(Range.of(0, 50), true));

        assertThat(mine.resumes).containsExactly("after-50");
        assertThat(progress.outcome()).isEqualTo(Outcome.COMPLETED);
    }

    private WalkCheckpoint claim(long epoch) {
        try {
            return mine.checkpoints
                    .claim(new WalkCheckpointClaim(POSTS, "gap-1", epoch))
                    .orElseThrow();
        } catch (LedgerUnavailableException e) {
            throw new AssertionError(e);
        }
    }

    private static String golden(int schema) throws IOException {
        try (InputStream in =
                WalkCheckpointTest.class.getResourceAsStream("/walk-checkpoints/schema-%d.json".formatted(schema))) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }
}
