package dev.gapless.simulation;

import dev.gapless.checkpoint.items.cache.CachingItemLedger;
import dev.gapless.checkpoint.items.commit.ItemLedger;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.DeadLetter;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.common.position.StreamId;
import dev.gapless.common.retry.RetryBackoff;
import dev.gapless.connector.Connector;
import dev.gapless.miner.ratelimit.LocalRateLimiter;
import dev.gapless.miner.ratelimit.RateLimiter;
import dev.gapless.reference.ReferenceCoverage;
import dev.gapless.scheduler.accounts.FollowedStream;
import dev.gapless.scheduler.planning.GapPlanner;
import dev.gapless.scheduler.planning.NextLook;
import dev.gapless.scheduler.planning.ReconciliationPlanner;
import dev.gapless.scheduler.progress.GapTransitions;
import dev.gapless.simulation.actors.CaptureActor;
import dev.gapless.simulation.actors.CoverageActor;
import dev.gapless.simulation.actors.FinalAuditor;
import dev.gapless.simulation.actors.GroupOffsets;
import dev.gapless.simulation.actors.MinerActor;
import dev.gapless.simulation.actors.ProcessOwnership;
import dev.gapless.simulation.actors.ProcessorActor;
import dev.gapless.simulation.actors.SchedulerActor;
import dev.gapless.simulation.actors.SharedSchedulerState;
import dev.gapless.simulation.actors.SimulationContext;
import dev.gapless.simulation.actors.TaskQueue;
import dev.gapless.simulation.core.ComponentFactory;
import dev.gapless.simulation.database.HeldTable;
import dev.gapless.simulation.database.SimulatedDatabase;
import dev.gapless.simulation.faults.FaultInjector;
import dev.gapless.simulation.faults.FaultKind;
import dev.gapless.simulation.kafka.LogEntry;
import dev.gapless.simulation.kafka.SimulatedLog;
import dev.gapless.simulation.kafka.SimulatedTopic;
import dev.gapless.simulation.oracle.FinalChecks;
import dev.gapless.simulation.oracle.HeldClaim;
import dev.gapless.simulation.oracle.InvariantOracle;
import dev.gapless.simulation.stops.StopSimulation;
import dev.gapless.simulation.stores.GapStore;
import dev.gapless.simulation.stores.SimulatedDuplicateCache;
import dev.gapless.simulation.stores.SimulatedPlanQueue;
import dev.gapless.simulation.stores.SimulatedShardLeases;
import dev.gapless.simulation.time.SeededRandom;
import dev.gapless.simulation.time.SimulatedNode;
import dev.gapless.simulation.time.VirtualScheduler;
import dev.gapless.simulation.upstream.LiveServer;
import dev.gapless.simulation.upstream.PageServer;
import dev.gapless.simulation.upstream.SimulatedStreamKind;
import dev.gapless.simulation.upstream.UpstreamTruth;
import dev.gapless.simulation.upstream.UpstreamVersion;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** One simulated installation: its upstream, its processes, topics and databases. */
final class SimulatedCluster {

    private static final long SECOND = 1_000_000;
    private static final long LATEST = 200 * SECOND;

    private final InvariantOracle oracle;
    private final SimulationContext context;
    private final long from;
    private final List<FollowedStream> followed;
    private final ClusterDatabases databases;
    private final ClusterProcesses processes;
    private final GroupOffsets offsets = new GroupOffsets();
    private final CoverageActor checkpoint;
    private final ClusterState state;
    private final PlannedFaultHandler faults;
    private int versions;

    SimulatedCluster(
            VirtualScheduler loop,
            SeededRandom chance,
            FaultInjector chaos,
            InvariantOracle oracle,
            ComponentFactory core,
            Connector source,
            Set<SimulatedStreamKind> streams,
            long history,
            StopSimulation stops) {
        this.oracle = oracle;
        this.from = UpstreamTruth.at(-history);
        UpstreamTruth world = new UpstreamTruth(loop, chance);
        LiveServer live = new LiveServer(world, chance, chaos, streams, oracle::hidden);
        GapStore gaps = core.gaps(SimulatedSettings.LEASE, SimulatedSettings.PER_ACCOUNT);
        this.context = new SimulationContext(
                loop,
                chance,
                chaos,
                new SimulatedLog(chance, chaos, this::kept),
                new SimulationContext.Upstream(world, live, new PageServer(world, chance, chaos, oracle::hidden)),
                core,
                source,
                streams,
                oracle,
                stops);
        this.followed = streams.stream()
                .map(kind -> new FollowedStream(
                        SimulationContext.id(kind),
                        Objects.requireNonNull(source.spec().streams().get(kind.word())),
                        from,
                        MicrosecondTime.toInstant(world.now()),
                        source.spec().socket().silenceLimit()))
                .map(core::followed)
                .toList();
        this.databases = new ClusterDatabases(
                new SimulatedDatabase(core, new HeldWatcher()),
                gaps,
                new SimulatedPlanQueue(
                        followed.stream().map(FollowedStream::stream).toList()),
                new SimulatedShardLeases(loop::now),
                new SimulatedDuplicateCache(chaos));
        this.processes = new ClusterProcesses(context);
        this.checkpoint = new CoverageActor(processes.add("checkpoint"), context, databases.ledger(), offsets);
        this.state = new ClusterState(context, databases, checkpoint, offsets, followed, from);
        this.faults = new PlannedFaultHandler(context, processes, databases, state, checkpoint, offsets);
    }

    private void kept(LogEntry entry) {
        switch (entry.value()) {
            case DeadLetter letter -> oracle.refused(letter.value());
            case byte[] letter -> oracle.refused(letter);
            default -> {}
        }
        if (entry.topic() == SimulatedTopic.LIVE || entry.topic() == SimulatedTopic.BACKFILL) {
            CapturedRecord record = (CapturedRecord) entry.value();
            if (record.shape() == CapturedRecord.RecordKind.INFERRED_DELETE) {
                oracle.inferredDelete(ProcessorActor.position(entry), record.itemId());
            } else {
                oracle.received(ProcessorActor.position(entry), record.itemId(), record.value());
            }
        }
    }

    /** Makes the events that the upstream shows before the cluster starts. */
    void history(SeededRandom events) {
        long when = from - 20 * SECOND;
        while (when < context.world().now()) {
            for (SimulatedStreamKind kind : context.streams()) {
                made(context.world().happenAt(kind, when));
            }
            when += events.between(SECOND, 40 * SECOND);
        }
    }

    /** Makes one event upstream, which the live path may hide or delay. */
    void happen(SimulatedStreamKind kind) {
        UpstreamTruth world = context.world();
        UpstreamVersion version;
        if (context.chaos().strikes(FaultKind.BACK_DATED)) {
            version = world.appear(kind, context.chance().between(SECOND, LATEST));
            oracle.hidden(version);
        } else {
            version = context.chaos().strikes(FaultKind.LARGE_ITEM) ? world.appearLarge(kind) : world.happen(kind);
        }
        made(version);
        context.live().tell(version);
    }

    private void made(UpstreamVersion version) {
        versions++;
        oracle.happened(version);
    }

    /** Returns how many item versions the upstream made. */
    int versions() {
        return versions;
    }

    /** Starts all processes. */
    void begin() {
        processes.all().getFirst().start(checkpoint::start);
        startCaptures();
        startSchedulers();
        startMiners();
        startProcessors();
    }

    private void startCaptures() {
        List<SimulatedNode> captures = List.of(processes.add("capture1"), processes.add("capture2"));
        ProcessOwnership account = new ProcessOwnership(context.loop(), context.chaos(), captures);
        long late = context.chance().oneIn(3) ? context.chance().between(0, 15 * SECOND) : 0;
        for (SimulatedNode node : captures) {
            context.loop().after(late, () -> node.start(new CaptureActor(node, context, account)::start));
        }
    }

    private void startSchedulers() {
        SeededRandom chance = context.chance();
        List<SimulatedNode> schedulers =
                List.of(processes.addScheduler("scheduler1"), processes.addScheduler("scheduler2"));
        SharedSchedulerState shared = new SharedSchedulerState(
                databases.gaps(),
                databases.plans(),
                databases.leases(),
                new ProcessOwnership(context.loop(), context.chaos(), schedulers),
                SimulatedSettings.PLANNING.liveFresh());
        RetryBackoff backoff = RetryBackoff.fullJitter(Duration.ofSeconds(1), Duration.ofMinutes(5), chance.split());
        for (SimulatedNode node : schedulers) {
            node.setClock(chance.between(-ClusterProcesses.SMALL_SKEW, 0));
            node.start(new SchedulerActor(
                    node,
                    context,
                    shared,
                    checkpoint,
                    followed,
                    new GapPlanner(SimulatedSettings.PLANNING),
                    new ReconciliationPlanner(SimulatedSettings.PLANNING),
                    new NextLook(SimulatedSettings.SWEEP, SimulatedSettings.PLANNING.reconcileDelay(), chance.split()),
                    new GapTransitions(SimulatedSettings.PROGRESS, backoff),
                    backoff)::start);
        }
    }

    private void startMiners() {
        TaskQueue queue = new TaskQueue(context.loop(), context.log());
        Clock steady = new SimulatedNode("redis", context.loop(), where -> {}).clock();
        RateLimiter pacing = new LocalRateLimiter(steady, () -> context.loop().now() * 1_000);
        for (int i = 1; i <= 3; i++) {
            SimulatedNode node = processes.addMiner("miner" + i);
            node.start(new MinerActor(
                    node,
                    context,
                    queue,
                    pacing,
                    steady,
                    databases.ledger(),
                    offsets,
                    SimulatedSettings.slice(context.chance()))::start);
        }
    }

    private void startProcessors() {
        List<SimulatedNode> processors =
                List.of(processes.addProcessor("processor1"), processes.addProcessor("processor2"));
        ProcessOwnership group = new ProcessOwnership(context.loop(), context.chaos(), processors);
        ItemLedger hinted =
                new CachingItemLedger(databases.ledger(), context.core().hints(databases.hints()));
        processors.forEach(node ->
                node.start(new ProcessorActor(node, context, group, offsets, databases.ledger(), hinted)::start));
    }

    /** Returns what makes planned faults happen. */
    PlannedFaultHandler faults() {
        return faults;
    }

    /** Returns what the cluster holds, lacks and claims. */
    ClusterState state() {
        return state;
    }

    /** Ends all faults. From here on everything must come through. */
    void stopFaults() {
        context.chaos().end();
        context.stops().end();
        context.live().seeing();
        processes.all().forEach(SimulatedNode::stopFaults);
    }

    /** Tells whether the upstream told everything before an instant, and all of it is processed and covered. */
    boolean isThrough(long until) {
        return context.live().hasToldAll()
                && processes.all().stream().allMatch(SimulatedNode::isUp)
                && state.isThrough(until);
    }

    /**
     * Looks for what the upstream hid from both paths.
     *
     * @return false when the audit found nothing
     */
    boolean audit(long until) {
        FinalAuditor auditor = new FinalAuditor(context, databases.ledger(), oracle::isTold);
        boolean found = false;
        for (SimulatedStreamKind kind : context.streams()) {
            found |= auditor.look(kind, from, UpstreamTruth.at(until));
        }
        return found;
    }

    /** Compares ledger and coverage with the truth, and reports each difference to the oracle. */
    void judge(long until) {
        FinalChecks checks = new FinalChecks(oracle, state.rows(), state.claims());
        context.streams().forEach(kind -> checks.judge(kind, from, UpstreamTruth.at(until)));
        checks.judgeLedger();
    }

    /** Ends the threads of all processes. */
    void end() {
        processes.all().forEach(SimulatedNode::endThread);
    }

    /** Compares coverage that is called held with the ledger whenever one of them changes. */
    private final class HeldWatcher implements SimulatedDatabase.Watcher {

        @Override
        public void gained(HeldTable.Gain gain) {
            oracle.held(claim(gain.window(), gain.range()), state.rows());
        }

        @Override
        public void changed(StreamId stream) {
            databases.plans().note(stream);
        }

        @Override
        public void wentBack() {
            for (HeldTable.Window window : databases.ledger().held().windows()) {
                for (Range range : databases.ledger().held().of(window)) {
                    oracle.held(claim(window, range), state.rows());
                }
            }
        }

        private HeldClaim claim(HeldTable.Window window, Range range) {
            ReferenceCoverage.Held claimed = Objects.requireNonNull(
                    databases.ledger().coverage().byId(window.stream()).get(window.id()));
            return CoverageActor.claim(
                    window.stream().stream(),
                    claimed.path() == IngestPath.LIVE,
                    claimed.aspects(),
                    range.from(),
                    range.to());
        }
    }
}
