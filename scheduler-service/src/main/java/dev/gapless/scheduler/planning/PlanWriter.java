package dev.gapless.scheduler.planning;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.position.StreamId;
import dev.gapless.common.retry.RetryBackoff;
import dev.gapless.scheduler.accounts.FollowedStream;
import dev.gapless.scheduler.gaps.GapRow;
import dev.gapless.scheduler.gaps.UnfillableReason;
import dev.gapless.scheduler.planning.CoverageQueryBatch.Asked;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the steps of plans, and logs each. */
final class PlanWriter {

    private static final Logger LOG = LoggerFactory.getLogger(PlanWriter.class);

    private final PlanLedger ledger;
    private final RetryBackoff backoff;
    private final MeterRegistry meters;

    PlanWriter(PlanLedger ledger, RetryBackoff backoff, MeterRegistry meters) {
        this.ledger = ledger;
        this.backoff = backoff;
        this.meters = meters;
    }

    /** What is to be done about one stream. */
    record StreamSteps(Asked asked, List<PlanStep> steps) {}

    /**
     * A step is left out when its row is no longer as it was when the step was decided. What is filled or changed goes
     * before what is opened: a new gap may begin where an older one began.
     *
     * @return the streams of which a change was left out, and all that followed it. What was planned of them is not
     *     what is there: a range may be in no gap now
     */
    Set<StreamId> apply(List<StreamSteps> plans, Instant now) {
        List<GapRow> filled = new ArrayList<>();
        List<GapRow> claimed = new ArrayList<>();
        List<NewGap> opened = new ArrayList<>();
        for (StreamSteps plan : plans) {
            for (PlanStep step : plan.steps()) {
                switch (step) {
                    case PlanStep.Fill(GapRow gap) -> filled.add(gap);
                    case PlanStep.Await(GapRow gap) -> claimed.add(gap);
                    case PlanStep.Open open ->
                        opened.add(NewGap.of(plan.asked().followed(), aspects(plan.asked(), open.mode()), open));
                    case PlanStep.Lose lose ->
                        opened.add(NewGap.of(plan.asked().followed(), aspects(plan.asked(), lose.mode()), lose));
                    default -> {}
                }
            }
        }
        filled.forEach(gap -> LOG.info("gap-filled stream={} range={} gap={}", gap.stream(), gap.range(), gap.id()));
        ledger.fill(filled, now);
        claimed.forEach(gap -> LOG.info("gap-claimed stream={} range={} gap={}", gap.stream(), gap.range(), gap.id()));
        ledger.await(claimed, now);
        Set<StreamId> overtaken = new HashSet<>();
        for (StreamSteps plan : plans) {
            if (!plan.steps().stream().allMatch(step -> change(plan.asked(), step, now))) {
                overtaken.add(plan.asked().followed().stream());
            }
        }
        Set<String> inserted = ledger.insert(opened, now);
        for (NewGap gap : opened) {
            if (inserted.contains(gap.id(now))) {
                told(gap);
            }
        }
        return overtaken;
    }

    private static Set<Aspect> aspects(Asked asked, MiningMode mode) {
        return asked.aspects(mode == MiningMode.RECONCILE);
    }

    /** @return false when the row is no longer as it was */
    private boolean change(Asked asked, PlanStep step, Instant now) {
        FollowedStream followed = asked.followed();
        return switch (step) {
            case PlanStep.Reopen reopen -> {
                GapRow gap = reopen.gap();
                LOG.warn("gap-not-covered stream={} range={} gap={}", gap.stream(), reopen.range(), gap.id());
                yield ledger.reopen(followed, reopen, backoff.after(gap.unseen() + 1), now);
            }
            case PlanStep.Reshape reshape -> ledger.reshape(followed, reshape, now);
            case PlanStep.Absorb(GapRow gap) -> ledger.absorb(gap);
            case PlanStep.GiveUp giveUp -> {
                boolean givenUp = ledger.giveUp(giveUp, now);
                if (givenUp) {
                    lost(followed.stream(), giveUp.range(), UnfillableReason.RETENTION);
                }
                yield givenUp;
            }
            case PlanStep.Resize resize -> ledger.resize(resize, now);
            case PlanStep.Fill _, PlanStep.Await _, PlanStep.Open _, PlanStep.Lose _ -> true;
        };
    }

    private void told(NewGap gap) {
        if (gap.lost() == null) {
            LOG.info(
                    "gap-opened stream={} range={} mode={} cause={}",
                    gap.stream(),
                    gap.range(),
                    gap.mode(),
                    gap.cause().word());
        } else {
            lost(gap.stream(), gap.range(), gap.lost());
        }
    }

    private void lost(StreamId stream, Range range, UnfillableReason reason) {
        LOG.warn("gap-unfillable stream={} range={} reason={}", stream, range, reason.word());
        meters.counter("gapless.gaps.given.up", "source", stream.source(), "reason", reason.word())
                .increment();
    }
}
