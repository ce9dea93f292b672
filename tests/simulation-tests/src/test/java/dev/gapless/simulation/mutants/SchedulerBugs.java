package dev.gapless.simulation.mutants;

import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.MiningProgress;
import dev.gapless.common.message.MiningProgress.Outcome;
import dev.gapless.common.message.MissingResponse.Entry;
import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.connector.Connector;
import dev.gapless.reference.ReferenceLedger;
import dev.gapless.scheduler.accounts.FollowedStream;
import dev.gapless.scheduler.gaps.GapRow;
import dev.gapless.scheduler.gaps.GapState;
import dev.gapless.scheduler.planning.GapPlanner;
import dev.gapless.scheduler.planning.NextLook.Look;
import dev.gapless.scheduler.planning.PlanStep;
import dev.gapless.scheduler.planning.StreamPlan;
import dev.gapless.scheduler.progress.DispatchedGapState;
import dev.gapless.scheduler.progress.GapTransition;
import dev.gapless.scheduler.progress.GapTransitions;
import dev.gapless.simulation.core.ComponentFactory;
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

    static ComponentFactory ignoresShortGaps() {
        return opening((gap, now) -> gap.range().length() >= MicrosecondTime.of(Duration.ofSeconds(8)));
    }

    static ComponentFactory ignoresOldGaps() {
        return opening((gap, now) -> gap.range().from() >= MicrosecondTime.of(now.minusSeconds(60)));
    }

    /** A gap in which something is held is taken for filled. */
    static ComponentFactory cancelledByAStraggler() {
        ReferenceLedger ledger = new ReferenceLedger();
        return new ComponentFactory() {
            @Override
            public ReferenceLedger ledger() {
                return ledger;
            }

            @Override
            public StreamPlan plan(
                    GapPlanner planner, FollowedStream stream, Entry answer, List<GapRow> gaps, Instant now) {
                return without(
                        super.plan(planner, stream, answer, gaps, now),
                        open -> ledger.held().stream().anyMatch(item -> lies(item, stream, open)));
            }
        };
    }

    /** The growth of a live window is no change, so nothing else brings the plan that finds a young hole below it. */
    static ComponentFactory leavesLiveStreamsToTheSweep() {
        return new ComponentFactory() {
            @Override
            public Look next(Look look, Entry answer, Instant now) {
                return answer.liveTo() == null ? look : new Look(now.plus(FOR_GOOD), look.waits());
            }
        };
    }

    private static boolean lies(Item item, FollowedStream stream, PlanStep.Open open) {
        return item.streamId().equals(stream.stream()) && open.range().contains(item.position());
    }

    private static ComponentFactory opening(Worth worth) {
        return new ComponentFactory() {
            @Override
            public StreamPlan plan(
                    GapPlanner planner, FollowedStream stream, Entry answer, List<GapRow> gaps, Instant now) {
                return without(super.plan(planner, stream, answer, gaps, now), open -> !worth.opening(open, now));
            }
        };
    }

    static StreamPlan without(StreamPlan plan, java.util.function.Predicate<PlanStep.Open> dropped) {
        return new StreamPlan(
                plan.steps().stream()
                        .filter(step -> !(step instanceof PlanStep.Open open && dropped.test(open)))
                        .toList(),
                plan.probe(),
                plan.lag(),
                plan.live(),
                plan.settles());
    }

    /** Reads up to the present, and claims it, as if every listing were complete at once. */
    static ComponentFactory doesNotWaitToSettle() {
        return new ComponentFactory() {
            @Override
            public FollowedStream followed(FollowedStream stream) {
                return new FollowedStream(
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

    static ComponentFactory failedIsOver() {
        return judging((verdict, slice, now) -> slice.outcome() == Outcome.FAILED
                ? new GapTransition(GapState.UNFILLABLE, null, now, 1, null, "failed")
                : verdict);
    }

    static ComponentFactory goneIsOver() {
        return judging((verdict, slice, now) -> slice.outcome() == Outcome.GONE
                ? new GapTransition(GapState.UNFILLABLE, null, now.plus(FOR_GOOD), 1, null, "gone")
                : verdict);
    }

    /** The miner's clock is taken for one's own. */
    static ComponentFactory waitsByTheMinersClock() {
        return judging((verdict, slice, now) ->
                slice.outcome() == Outcome.LIMITED ? waiting(slice, Objects.requireNonNull(slice.retryAt())) : verdict);
    }

    private static GapTransition waiting(MiningProgress slice, Instant due) {
        return new GapTransition(GapState.OPEN, slice.resume(), due, 0, null, null);
    }

    private interface Judging {
        GapTransition verdict(GapTransition verdict, MiningProgress slice, Instant now);
    }

    private static ComponentFactory judging(Judging bug) {
        return new ComponentFactory() {
            @Override
            public GapTransition judge(
                    GapTransitions judge, MiningProgress slice, DispatchedGapState gap, Instant now) {
                return bug.verdict(super.judge(judge, slice, gap, now), slice, now);
            }
        };
    }

    static ComponentFactory ignoresEpochs() {
        return new ComponentFactory() {
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

    static ComponentFactory doesNotLookAtItsToken() {
        return new ComponentFactory() {
            @Override
            public boolean schedulersLookAtTheirTokens() {
                return false;
            }
        };
    }

    static ComponentFactory leasesNeverEnd() {
        return new ComponentFactory() {
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
