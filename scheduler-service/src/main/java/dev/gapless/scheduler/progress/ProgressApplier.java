package dev.gapless.scheduler.progress;

import dev.gapless.common.message.MiningProgress;
import dev.gapless.common.message.MiningProgress.Outcome;
import dev.gapless.common.position.PositionDomain;
import dev.gapless.common.position.StreamId;
import dev.gapless.scheduler.costs.MiningCostMeter;
import dev.gapless.scheduler.costs.MiningWork;
import dev.gapless.scheduler.gaps.GapState;
import dev.gapless.scheduler.gaps.UnfillableReason;
import dev.gapless.scheduler.polls.PollId;
import dev.gapless.scheduler.progress.ProgressLedger.RunningPoll;
import dev.gapless.scheduler.recovery.SliceOutcomeCounter;
import dev.gapless.scheduler.schedules.PollSchedules;
import dev.gapless.scheduler.sources.SourceCatalog;
import dev.gapless.scheduler.time.DatabaseClock;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Applies what a miner says to the row that its slice was made from. The same word twice is the same as once. */
final class ProgressApplier {

    private static final Logger LOG = LoggerFactory.getLogger(ProgressApplier.class);

    /** In positions of a stream that is ordered by time. */
    private static final long SECOND = 1_000_000;

    private final ProgressLedger ledger;
    private final SourceCatalog sources;
    private final PollSchedules schedules;
    private final GapTransitions judge;
    private final DatabaseClock clock;
    private final SliceOutcomeCounter outcomes;
    private final MiningCostMeter costs;
    private final MeterRegistry meters;

    ProgressApplier(
            ProgressLedger ledger,
            SourceCatalog sources,
            PollSchedules schedules,
            GapTransitions judge,
            DatabaseClock clock,
            SliceOutcomeCounter outcomes,
            MiningCostMeter costs,
            MeterRegistry meters) {
        this.ledger = ledger;
        this.sources = sources;
        this.schedules = schedules;
        this.judge = judge;
        this.clock = clock;
        this.outcomes = outcomes;
        this.costs = costs;
        this.meters = meters;
    }

    void apply(MiningProgress slice) {
        Instant now = clock.instant();
        outcomes.note(slice, now);
        if (AuditId.is(slice.gapId())) {
            // its findings went to the checkpoint service; no row waits for this
            costs.note(slice, MiningWork.AUDIT, now);
            count(slice.outcome().name());
            return;
        }
        Optional<StreamId> polled = PollId.parse(slice.gapId());
        costs.note(slice, polled.isPresent() ? MiningWork.POLL : MiningWork.GAP, now);
        boolean applied = polled.isPresent() ? toPoll(polled.get(), slice, now) : toGap(slice, now);
        boolean heard = applied || ledger.filled(slice.gapId(), slice.epoch());
        count(heard ? slice.outcome().name() : "stale");
    }

    private void count(String outcome) {
        meters.counter("gapless.mining.outcomes", "outcome", outcome.toLowerCase(Locale.ROOT))
                .increment();
    }

    private boolean toGap(MiningProgress slice, Instant now) {
        Optional<DispatchedGapState> standing = ledger.standing(slice.gapId(), slice.epoch());
        while (standing.isPresent()) {
            DispatchedGapState gap = standing.get();
            GapTransition verdict = verdict(slice, gap, now);
            if (ledger.apply(slice.gapId(), slice.epoch(), gap.attempts(), verdict, now)) {
                report(slice, gap, verdict);
                return true;
            }
            // a repair has forgotten the attempts by which the verdict was found
            standing = ledger.standing(slice.gapId(), slice.epoch());
        }
        return false;
    }

    private GapTransition verdict(MiningProgress slice, DispatchedGapState gap, Instant now) {
        return formerManifestUntil(slice, now)
                .map(until -> judge.ofFormerManifest(slice, gap, until))
                .orElseGet(() -> judge.after(slice, gap, smallest(slice, gap), now));
    }

    /** Empty when the slice did not fail, or failed with the present manifest. */
    private Optional<Instant> formerManifestUntil(MiningProgress slice, Instant now) {
        return hasFailed(slice) ? ledger.formerManifestUntil(slice.stream().source(), now) : Optional.empty();
    }

    private static boolean hasFailed(MiningProgress slice) {
        return switch (slice.outcome()) {
            case FAILED, REFUSED, GONE -> true;
            case ADVANCED, COMPLETED, LIMITED -> false;
        };
    }

    /** A second, or one position of a numbered stream. */
    private long smallest(MiningProgress slice, DispatchedGapState gap) {
        StreamId id = slice.stream();
        return (slice.outcome() == Outcome.GONE || gap.probeFrom() != null)
                        && sources.spec(id.source())
                                .map(spec -> spec.streams().get(id.stream()))
                                .filter(stream -> stream.domain() == PositionDomain.TIME)
                                .isPresent()
                ? SECOND
                : 1;
    }

    private void report(MiningProgress slice, DispatchedGapState gap, GapTransition verdict) {
        if (slice.outcome() == Outcome.FAILED || slice.outcome() == Outcome.REFUSED) {
            LOG.warn(
                    "slice-failed stream={} task={} outcome={} state={} attempts={} reason=\"{}\"",
                    slice.stream(),
                    slice.taskId(),
                    slice.outcome(),
                    verdict.state(),
                    verdict.attempts(),
                    slice.reason());
        }
        if (verdict.state() == GapState.UNFILLABLE && !gap.givenUp()) {
            LOG.warn(
                    "gap-unfillable stream={} range={} gap={} reason={} said=\"{}\"",
                    slice.stream(),
                    gap.range(),
                    slice.gapId(),
                    UnfillableReason.GONE.word(),
                    slice.reason());
            meters.counter(
                            "gapless.gaps.given.up",
                            "source",
                            slice.stream().source(),
                            "reason",
                            UnfillableReason.GONE.word())
                    .increment();
        }
    }

    private boolean toPoll(StreamId stream, MiningProgress slice, Instant now) {
        Optional<RunningPoll> running = ledger.poll(stream, slice.epoch());
        while (running.isPresent()) {
            if (toPoll(stream, running.get(), slice, now)) {
                return true;
            }
            running = ledger.poll(stream, slice.epoch());
        }
        return false;
    }

    private boolean toPoll(StreamId stream, RunningPoll poll, MiningProgress slice, Instant now) {
        boolean completed = slice.outcome() == Outcome.COMPLETED;
        Instant formerManifest = formerManifestUntil(slice, now).orElse(null);
        Instant told = completed ? schedules.next(stream, poll.period(), now) : formerManifest;
        int failures = formerManifest == null ? 1 : 0;
        return ledger.applyPoll(
                stream,
                slice.epoch(),
                poll,
                completed ? null : slice.resume(),
                told == null ? judge.nextPoll(slice, poll.attempts(), poll.period(), now) : told,
                hasFailed(slice) ? poll.attempts() + failures : 0,
                GapTransitions.reason(slice));
    }
}
