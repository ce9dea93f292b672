package dev.gapless.simulation.mutants;

import dev.gapless.common.connector.Connector;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.MiningProgress;
import dev.gapless.common.message.MiningProgress.Outcome;
import dev.gapless.common.message.MissingAnswer.Entry;
import dev.gapless.common.reference.ReferenceLedger;
import dev.gapless.scheduler.accounts.Followed;
import dev.gapless.scheduler.gaps.GapRow;
import dev.gapless.scheduler.gaps.GapState;
import dev.gapless.scheduler.instants.Micros;
import dev.gapless.scheduler.planning.PlanStep;
import dev.gapless.scheduler.planning.Planner;
import dev.gapless.scheduler.planning.StreamPlan;
import dev.gapless.scheduler.progress.Judge;
import dev.gapless.scheduler.progress.Standing;
import dev.gapless.scheduler.progress.Verdict;
import dev.gapless.simulation.core.Core;
import dev.gapless.simulation.stores.GapStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** What a scheduler can do wrong. */
final class SchedulerBugs {

    private static final Duration FOR_GOOD = Duration.ofDays(1);

    private SchedulerBugs() {}

    /** Whether a gap is worth opening. */
    interface Worth {
        boolean opening(PlanStep.Open gap, Instant now);
    }

    static Core ignoresShortGaps() {
        return opening((gap, now) -> gap.range().length() >= Micros.of(Duration.ofSeconds(8)));
    }

    static Core ignoresOldGaps() {
        return opening((gap, now) -> gap.range().from() >= Micros.of(now.minusSeconds(60)));
    }

    /** A gap in which something is held is taken for filled. */
    static Core cancelledByAStraggler() {
        ReferenceLedger ledger = new ReferenceLedger();
        return new Core() {
            @Override
            public ReferenceLedger ledger() {
                return ledger;
            }

            @Override
            public StreamPlan plan(Planner planner, Followed stream, Entry answer, List<GapRow> gaps, Instant now) {
                return without(
                        super.plan(planner, stream, answer, gaps, now),
                        open -> ledger.held().stream().anyMatch(item -> lies(item, stream, open)));
            }
        };
    }

    private static boolean lies(Item item, Followed stream, PlanStep.Open open) {
        return item.streamId().equals(stream.stream()) && open.range().contains(item.position());
    }

    private static Core opening(Worth worth) {
        return new Core() {
            @Override
            public StreamPlan plan(Planner planner, Followed stream, Entry answer, List<GapRow> gaps, Instant now) {
                return without(super.plan(planner, stream, answer, gaps, now), open -> !worth.opening(open, now));
            }
        };
    }

    private static StreamPlan without(StreamPlan plan, java.util.function.Predicate<PlanStep.Open> dropped) {
        return new StreamPlan(
                plan.steps().stream()
                        .filter(step -> !(step instanceof PlanStep.Open open && dropped.test(open)))
                        .toList(),
                plan.probe(),
                plan.lag(),
                plan.live());
    }

    /** Reads up to the present, and claims it, as if every listing were complete at once. */
    static Core doesNotWaitToSettle() {
        return new Core() {
            @Override
            public Followed followed(Followed stream) {
                return new Followed(
                        stream.stream(),
                        MinerBugs.hasty(stream.spec()),
                        stream.from(),
                        stream.since(),
                        stream.silenceLimit());
            }

            @Override
            public Connector mined(Connector source) {
                return MinerBugs.hasty(source);
            }
        };
    }

    static Core failedIsOver() {
        return judging((verdict, slice, now) -> slice.outcome() == Outcome.FAILED
                ? new Verdict(GapState.UNFILLABLE, null, now, 1, null, "failed")
                : verdict);
    }

    static Core goneIsOver() {
        return judging((verdict, slice, now) -> slice.outcome() == Outcome.GONE
                ? new Verdict(GapState.UNFILLABLE, null, now.plus(FOR_GOOD), 1, null, "gone")
                : verdict);
    }

    /** The miner's clock is taken for one's own. */
    static Core waitsByTheMinersClock() {
        return judging((verdict, slice, now) ->
                slice.outcome() == Outcome.LIMITED ? waiting(slice, Objects.requireNonNull(slice.retryAt())) : verdict);
    }

    private static Verdict waiting(MiningProgress slice, Instant due) {
        return new Verdict(GapState.OPEN, slice.resume(), due, 0, null, null);
    }

    private interface Judging {
        Verdict verdict(Verdict verdict, MiningProgress slice, Instant now);
    }

    private static Core judging(Judging bug) {
        return new Core() {
            @Override
            public Verdict judge(Judge judge, MiningProgress slice, Standing gap, Instant now) {
                return bug.verdict(super.judge(judge, slice, gap, now), slice, now);
            }
        };
    }

    static Core ignoresEpochs() {
        return new Core() {
            @Override
            public GapStore gaps(Duration lease, int perAccount) {
                return new GapStore(lease, perAccount) {
                    @Override
                    protected boolean sameEpoch(GapRow row, long epoch) {
                        return true;
                    }
                };
            }
        };
    }

    static Core leasesNeverEnd() {
        return new Core() {
            @Override
            public GapStore gaps(Duration lease, int perAccount) {
                return new GapStore(lease, perAccount) {
                    @Override
                    public int reopenLost(Instant now) {
                        return 0;
                    }
                };
            }
        };
    }
}
