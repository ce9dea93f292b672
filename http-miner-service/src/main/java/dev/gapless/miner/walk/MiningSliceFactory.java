package dev.gapless.miner.walk;

import dev.gapless.common.message.MiningMode;
import dev.gapless.common.message.MiningTask;
import dev.gapless.common.position.StreamId;
import dev.gapless.common.retry.RetryBackoff;
import dev.gapless.connector.Connector;
import dev.gapless.connector.PageWalk;
import dev.gapless.connector.StreamSpec;
import dev.gapless.miner.audit.AuditHandler;
import dev.gapless.miner.delivery.AckedPublisher;
import dev.gapless.miner.delivery.CapturedPlaces;
import dev.gapless.miner.gapfill.CoverageReporter;
import dev.gapless.miner.gapfill.GapFillHandler;
import dev.gapless.miner.gapfill.SecondLook;
import dev.gapless.miner.ledger.LedgerLookupClient;
import dev.gapless.miner.ledger.WalkCheckpointClient;
import dev.gapless.miner.reconcile.MissingItemResolver;
import dev.gapless.miner.reconcile.ReconcileHandler;
import dev.gapless.miner.reconcile.RecreatedItemResolver;
import dev.gapless.miner.reconcile.WalkCheckpointKeeper;
import dev.gapless.miner.reconcile.WalkCheckpointState;
import dev.gapless.miner.slice.AuthenticatedFetcher;
import dev.gapless.miner.slice.CompletenessBound;
import dev.gapless.miner.slice.MiningSlice;
import dev.gapless.miner.slice.PageHandler;
import dev.gapless.miner.slice.RateLimitGate;
import dev.gapless.miner.slice.RetryCounter;
import dev.gapless.miner.slice.ShutdownAwareSleeper;
import dev.gapless.miner.slice.SingleItemReader;
import dev.gapless.miner.slice.SliceBudget;
import dev.gapless.miner.slice.SliceCredentials;
import dev.gapless.miner.slice.SliceNotBegunException;
import dev.gapless.miner.slice.SliceProperties;
import dev.gapless.miner.slice.SliceResult;
import dev.gapless.miner.slice.SliceResume;
import dev.gapless.miner.slice.TaskPublisher;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts slices together. */
public final class MiningSliceFactory {

    private record Planned(PageWalk walk, PageHandler work, CapturedPlaces places) {}

    private static final Logger LOG = LoggerFactory.getLogger(MiningSliceFactory.class);

    private final SliceResources upstream;
    private final LedgerLookupClient ledger;
    private final WalkCheckpointClient checkpoints;
    private final AckedPublisher delivery;
    private final ShutdownAwareSleeper waiter;
    private final RetryBackoff backoff;
    private final MeterRegistry meters;
    private final Clock clock;
    private final SliceProperties properties;

    public MiningSliceFactory(
            SliceResources upstream,
            LedgerLookupClient ledger,
            WalkCheckpointClient checkpoints,
            AckedPublisher delivery,
            ShutdownAwareSleeper waiter,
            RetryBackoff backoff,
            MeterRegistry meters,
            Clock clock,
            SliceProperties properties) {
        this.upstream = upstream;
        this.ledger = ledger;
        this.checkpoints = checkpoints;
        this.delivery = delivery;
        this.waiter = waiter;
        this.backoff = backoff;
        this.meters = meters;
        this.clock = clock;
        this.properties = properties;
    }

    /** @throws SliceNotBegunException when the checkpoint of its walk is not to be had */
    MiningSlice of(MiningTask task, Connector connector, StreamSpec stream, SliceBudget budget)
            throws SliceNotBegunException {
        StreamId id = task.stream();
        SliceCredentials credentials = new SliceCredentials(
                upstream.credentials(), upstream.quotas(), id, connector.spec().http(), task.mode(), clock);
        RateLimitGate turns = new RateLimitGate(
                upstream.pacing(),
                upstream.breakers(),
                upstream.retries(),
                upstream.runway(),
                credentials,
                connector.spec().http(),
                budget,
                waiter,
                clock);
        AuthenticatedFetcher calls = new AuthenticatedFetcher(
                upstream.fetch(), credentials, connector, id, turns, budget, upstream.gate(), clock);
        CompletenessBound settled = new CompletenessBound(upstream.clocks(), stream, id.source());
        SingleItemReader reads = new SingleItemReader(calls, turns, budget, retries(budget), waiter, clock);
        Planned planned = task.mode() == MiningMode.RECONCILE
                ? reconciliation(task, connector, stream, settled, reads)
                : listing(task, connector, stream, settled);
        return new MiningSlice(
                planned.walk(),
                settled,
                turns,
                calls,
                planned.work(),
                planned.places(),
                budget,
                retries(budget),
                waiter,
                clock);
    }

    private Planned listing(MiningTask task, Connector connector, StreamSpec stream, CompletenessBound settled) {
        SliceResume resume = SliceResume.read(task.resume());
        CapturedPlaces places = new CapturedPlaces(resume.records());
        TaskPublisher records = new TaskPublisher(task, delivery, places, meters);
        if (task.mode() == MiningMode.AUDIT) {
            return new Planned(
                    walk(task, connector, null),
                    new AuditHandler(task, ledger, records, waiter, clock, properties.auditWait()),
                    places);
        }
        SecondLook look = SecondLook.read(task, resume.point());
        PageWalk walk = look == null
                ? walk(task, connector, resume.point())
                : walk(task, connector, MiningMode.AUDIT, look.from(), look.to(), look.walk());
        return new Planned(
                walk,
                new GapFillHandler(
                        new CoverageReporter(task, stream, settled, walk.evidence(), clock),
                        records,
                        clock,
                        properties.confirmAfter(),
                        look,
                        resume.point()),
                places);
    }

    private Planned reconciliation(
            MiningTask task, Connector connector, StreamSpec stream, CompletenessBound settled, SingleItemReader reads)
            throws SliceNotBegunException {
        WalkCheckpointKeeper checkpoint = WalkCheckpointKeeper.claim(task, checkpoints);
        WalkCheckpointState begun = checkpoint.begin();
        CapturedPlaces places = new CapturedPlaces(begun.records());
        TaskPublisher records = new TaskPublisher(task, delivery, places, meters);
        return new Planned(
                walk(task, connector, begun.walk().walk()),
                new ReconcileHandler(
                        task,
                        stream,
                        settled,
                        ledger,
                        new ReconcileHandler.Suspects(
                                new MissingItemResolver(connector, task.stream(), stream, reads, records, clock),
                                new RecreatedItemResolver(connector, task.stream(), stream, reads, records, clock)),
                        records,
                        clock,
                        properties.confirmAfter(),
                        checkpoint,
                        begun.walk()),
                places);
    }

    /** The walk of the task begins anew next time. Where that cannot be saved, it goes on behind its last page. */
    void forget(MiningTask task) {
        if (task.mode() != MiningMode.RECONCILE) {
            return;
        }
        try {
            SliceResult unsaved = WalkCheckpointKeeper.claim(task, checkpoints).save(null);
            if (unsaved != null) {
                LOG.warn("walk-not-forgotten task={} cause=\"{}\"", task.taskId(), unsaved.reason());
            }
        } catch (SliceNotBegunException e) {
            LOG.warn("walk-not-forgotten task={} cause=\"{}\"", task.taskId(), e.getMessage());
        }
    }

    private RetryCounter retries(SliceBudget budget) {
        return new RetryCounter(backoff, properties.attempts(), budget, waiter, clock);
    }

    /** A resume point of another release or manifest costs a walk from the start, not the task. */
    private static PageWalk walk(MiningTask task, Connector connector, @Nullable String resume) {
        return walk(task, connector, task.mode(), task.from(), task.to(), resume);
    }

    /** @param mode of a second look is that of an audit: it repeats nothing that the first look went by */
    private static PageWalk walk(
            MiningTask task, Connector connector, MiningMode mode, long from, long to, @Nullable String resume) {
        try {
            return connector.walk(task.stream(), mode, from, to, resume);
        } catch (IllegalArgumentException e) {
            LOG.warn("resume-unreadable task={} effect=\"the walk begins anew\"", task.taskId());
            return connector.walk(task.stream(), mode, from, to, null);
        }
    }
}
