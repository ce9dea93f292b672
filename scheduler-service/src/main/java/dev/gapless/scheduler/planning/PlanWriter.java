package dev.gapless.scheduler.planning;

import dev.gapless.common.message.MiningMode;
import dev.gapless.common.position.StreamId;
import dev.gapless.scheduler.gaps.GapRow;
import dev.gapless.scheduler.gaps.UnfillableReason;
import dev.gapless.scheduler.planning.CoverageQueryBatch.Asked;
import dev.gapless.scheduler.time.FailureBackoff;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the steps of a plan, and says each aloud. */
final class PlanWriter {

    private static final Logger LOG = LoggerFactory.getLogger(PlanWriter.class);

    private final PlanLedger ledger;
    private final FailureBackoff backoff;
    private final MeterRegistry meters;

    PlanWriter(PlanLedger ledger, FailureBackoff backoff, MeterRegistry meters) {
        this.ledger = ledger;
        this.backoff = backoff;
        this.meters = meters;
    }

    /** @return false when the row is no longer as it was when the step was decided */
    boolean apply(Asked asked, PlanStep step, Instant now) {
        StreamId stream = asked.followed().stream();
        return switch (step) {
            case PlanStep.Open open -> {
                boolean reconciles = open.mode() == MiningMode.RECONCILE;
                boolean opened = ledger.open(asked.followed(), asked.aspects(reconciles), open, now);
                if (opened) {
                    LOG.info(
                            "gap-opened stream={} range={} mode={} cause={}",
                            stream,
                            open.range(),
                            open.mode(),
                            open.cause().word());
                }
                yield opened;
            }
            case PlanStep.Await(GapRow gap) -> {
                LOG.info("gap-claimed stream={} range={} gap={}", stream, gap.range(), gap.id());
                yield ledger.await(gap, now);
            }
            case PlanStep.Fill(GapRow gap) -> {
                LOG.info("gap-filled stream={} range={} gap={}", stream, gap.range(), gap.id());
                yield ledger.fill(gap, now);
            }
            case PlanStep.Reopen reopen -> {
                GapRow gap = reopen.gap();
                LOG.warn("gap-not-covered stream={} range={} gap={}", stream, reopen.range(), gap.id());
                yield ledger.reopen(asked.followed(), reopen, backoff.after(gap.unseen() + 1), now);
            }
            case PlanStep.Reshape reshape -> ledger.reshape(asked.followed(), reshape, now);
            case PlanStep.Absorb(GapRow gap) -> ledger.absorb(gap);
            case PlanStep.GiveUp giveUp -> {
                boolean given = ledger.giveUp(giveUp, now);
                if (given) {
                    lost(stream, giveUp.range().toString(), UnfillableReason.RETENTION);
                }
                yield given;
            }
            case PlanStep.Resize resize -> ledger.resize(resize, now);
            case PlanStep.Lose lose -> {
                boolean reconciles = lose.mode() == MiningMode.RECONCILE;
                boolean lost = ledger.markUnfillable(asked.followed(), asked.aspects(reconciles), lose, now);
                if (lost) {
                    lost(stream, lose.range().toString(), lose.reason());
                }
                yield lost;
            }
        };
    }

    private void lost(StreamId stream, String range, UnfillableReason reason) {
        LOG.warn("gap-unfillable stream={} range={} reason={}", stream, range, reason.word());
        meters.counter("gapless.gaps.given.up", "source", stream.source(), "reason", reason.word())
                .increment();
    }
}
