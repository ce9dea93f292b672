package dev.gapless.simulation;

import dev.gapless.checkpoint.items.cache.CachingItemLedger;
import dev.gapless.checkpoint.items.commit.ItemLedger;
import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Coverage;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.DeadLetter;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.common.message.MissingRequest.Horizon;
import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.common.position.StreamId;
import dev.gapless.common.retry.RetryBackoff;
import dev.gapless.connector.Connector;
import dev.gapless.miner.ratelimit.LocalRateLimiter;
import dev.gapless.miner.ratelimit.RateLimiter;
import dev.gapless.reference.ReferenceCoverage;
import dev.gapless.scheduler.accounts.FollowedStream;
import dev.gapless.scheduler.gaps.GapRow;
import dev.gapless.scheduler.planning.GapPlanner;
import dev.gapless.scheduler.planning.NextLook;
import dev.gapless.scheduler.planning.PlanningHorizons;
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
import dev.gapless.simulation.faults.SimulatedFault;
import dev.gapless.simulation.kafka.LogEntry;
import dev.gapless.simulation.kafka.SimulatedLog;
import dev.gapless.simulation.kafka.SimulatedTopic;
import dev.gapless.simulation.oracle.FinalChecks;
import dev.gapless.simulation.oracle.FinalItemRow;
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
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Who takes part. */
final class SimulatedCluster {

    private static final long SECOND = 1_000_000;
    private static final long SMALL_SKEW = 300_000;
    private static final long LATEST = 200 * SECOND;

    private final VirtualScheduler loop;
    private final SeededRandom chance;
    private final FaultInjector chaos;
    private final InvariantOracle oracle;
    private final Set<SimulatedStreamKind> streams;
    private final UpstreamTruth world;
    private final LiveServer live;
    private final SimulationContext stage;
    private final long from;
    private final List<FollowedStream> followed;
    private final SimulatedDatabase database;
    private final SimulatedDuplicateCache hints;
    private final List<SimulatedNode> processors = new ArrayList<>();
    private final GapStore gaps;
    private final GroupOffsets offsets = new GroupOffsets();
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final List<SimulatedNode> schedulers = new ArrayList<>();
    private final List<SimulatedNode> miners = new ArrayList<>();
    private final SimulatedPlanQueue plans;
    private final SimulatedShardLeases leases;
    private final CoverageActor checkpoint;
    private final Map<SimulatedFault, Runnable> memories = new HashMap<>();
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
        this.loop = loop;
        this.chance = chance;
        this.chaos = chaos;
        this.oracle = oracle;
        this.streams = streams;
        this.world = new UpstreamTruth(loop, chance);
        this.live = new LiveServer(world, chance, chaos, streams, oracle::hidden);
        this.from = UpstreamTruth.at(-history);
        this.database = new SimulatedDatabase(core, new HeldWatcher());
        this.hints = new SimulatedDuplicateCache(chaos);
        this.gaps = core.gaps(SimulatedSettings.LEASE, SimulatedSettings.PER_ACCOUNT);
        this.stage = new SimulationContext(
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
        this.plans = new SimulatedPlanQueue(
                followed.stream().map(FollowedStream::stream).toList());
        this.leases = new SimulatedShardLeases(loop::now);
        this.checkpoint = new CoverageActor(node("checkpoint"), stage, database, offsets);
    }

    private SimulatedNode node(String name) {
        SimulatedNode node = new SimulatedNode(name, loop, chaos::crashed);
        node.setClock(chance.between(-SMALL_SKEW, SMALL_SKEW));
        nodes.add(node);
        return node;
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

    /** What there was before. */
    void history(SeededRandom happenings) {
        long when = from - 20 * SECOND;
        while (when < world.now()) {
            for (SimulatedStreamKind kind : streams) {
                made(world.happenAt(kind, when));
            }
            when += happenings.between(SECOND, 40 * SECOND);
        }
    }

    void happen(SimulatedStreamKind kind) {
        boolean late = chaos.strikes(FaultKind.BACK_DATED);
        UpstreamVersion version;
        if (late) {
            version = world.appear(kind, chance.between(SECOND, LATEST));
            oracle.hidden(version);
        } else {
            version = chaos.strikes(FaultKind.LARGE_ITEM) ? world.appearLarge(kind) : world.happen(kind);
        }
        made(version);
        live.tell(version);
    }

    private void made(UpstreamVersion version) {
        versions++;
        oracle.happened(version);
    }

    int versions() {
        return versions;
    }

    /** All processes start. */
    void begin() {
        nodes.getFirst().start(checkpoint::start);
        List<SimulatedNode> captures = List.of(node("capture1"), node("capture2"));
        ProcessOwnership account = new ProcessOwnership(loop, chaos, captures);
        long late = chance.oneIn(3) ? chance.between(0, 15 * SECOND) : 0;
        for (SimulatedNode node : captures) {
            loop.after(late, () -> node.start(new CaptureActor(node, stage, account)::start));
        }
        schedulers();
        miners();
        processors.addAll(List.of(node("processor1"), node("processor2")));
        ProcessOwnership group = new ProcessOwnership(loop, chaos, processors);
        ItemLedger hinted = new CachingItemLedger(database, stage.core().hints(hints));
        processors.forEach(
                node -> node.start(new ProcessorActor(node, stage, group, offsets, database, hinted)::start));
    }

    private void schedulers() {
        schedulers.addAll(List.of(node("scheduler1"), node("scheduler2")));
        SharedSchedulerState shared = new SharedSchedulerState(
                gaps,
                plans,
                leases,
                new ProcessOwnership(loop, chaos, schedulers),
                SimulatedSettings.PLANNING.liveFresh());
        RetryBackoff backoff = RetryBackoff.fullJitter(Duration.ofSeconds(1), Duration.ofMinutes(5), chance.split());
        for (SimulatedNode node : schedulers) {
            node.setClock(chance.between(-SMALL_SKEW, 0));
            node.start(new SchedulerActor(
                    node,
                    stage,
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

    private void miners() {
        TaskQueue queue = new TaskQueue(loop, stage.log());
        Clock steady = new SimulatedNode("redis", loop, where -> {}).clock();
        RateLimiter pacing = new LocalRateLimiter(steady, () -> loop.now() * 1_000);
        for (int i = 1; i <= 3; i++) {
            SimulatedNode node = node("miner" + i);
            miners.add(node);
            node.start(new MinerActor(
                    node, stage, queue, pacing, steady, database, offsets, SimulatedSettings.slice(chance))::start);
        }
    }

    /** What the plan says happens now. */
    void inject(SimulatedFault fault) {
        SimulatedNode node = nodes.get(fault.target() % nodes.size());
        switch (fault.kind()) {
            case DROP -> struckIf(FaultKind.DROP, live.drop());
            case UNANSWERED -> struckIf(FaultKind.UNANSWERED, live.mute());
            case HALF_OPEN -> struckIf(FaultKind.HALF_OPEN, live.halfOpen());
            case CRASH -> node.dieAtPoint((int) fault.size(), chance.between(SECOND / 5, 10 * SECOND));
            case KILL -> node.kill(chance.between(SECOND / 5, 10 * SECOND));
            case PAUSE -> {
                node.standStill(fault.size());
                chaos.struck(FaultKind.PAUSE);
            }
            case CLOCK_JUMP -> {
                node.shiftClock(
                        schedulers.contains(node) || miners.contains(node) ? -Math.abs(fault.size()) : fault.size());
                chaos.struck(FaultKind.CLOCK_JUMP);
            }
            case FORGOTTEN_OFFSETS -> leave(this::forget);
            case EXPIRED -> leave(() -> expire(fault.target()));
            case MORE_PARTITIONS -> {
                stage.log().addPartition(fault.target() % 2 == 0 ? SimulatedTopic.LIVE : SimulatedTopic.BACKFILL);
                chaos.struck(FaultKind.MORE_PARTITIONS);
            }
            case OLDER_DATABASE -> goBack(fault);
            case STOP -> stage.stops().stop(fault);
            case CONTROL_AWAY -> stage.stops().deafen(fault);
            case SCHEDULER_AHEAD -> {
                schedulers.get(fault.target() % schedulers.size()).shiftClock(fault.size());
                chaos.struck(FaultKind.SCHEDULER_AHEAD);
            }
            case MINER_AHEAD -> {
                miners.get(fault.target() % miners.size()).shiftClock(fault.size());
                chaos.struck(FaultKind.MINER_AHEAD);
            }
            case BLIND -> {
                live.blind(fault.target());
                chaos.begin(fault);
            }
            default -> chaos.begin(fault);
        }
    }

    /** No processor is there for a while; this happens before one comes back, unless one came back earlier. */
    private void leave(Runnable meanwhile) {
        long away = chance.between(3 * SECOND, 8 * SECOND);
        processors.forEach(node -> node.kill(away));
        List<Integer> lives =
                processors.stream().map(SimulatedNode::incarnation).toList();
        loop.after(away - SECOND / 10, () -> {
            boolean stillAway = processors.stream().noneMatch(SimulatedNode::isUp)
                    && lives.equals(
                            processors.stream().map(SimulatedNode::incarnation).toList());
            if (stillAway) {
                meanwhile.run();
            }
        });
    }

    /** Long before the log forgets, the ledger has been told; only not when it stood still meanwhile. */
    private void forget() {
        if (checkpoint.knowsWhatIsPublished()) {
            offsets.forget();
            chaos.struck(FaultKind.FORGOTTEN_OFFSETS);
        }
    }

    /** Of one captured partition the log deletes what is old, whether or not it was read. */
    private void expire(int target) {
        SimulatedTopic topic = target % 2 == 0 ? SimulatedTopic.LIVE : SimulatedTopic.BACKFILL;
        int partition = target / 2 % stage.log().partitions(topic);
        long end = stage.log().end(topic, partition);
        long next = ProcessorActor.next(stage, offsets, topic, partition);
        List<LogEntry> gone = stage.log().expire(topic, partition, Math.max(0, end - chance.below(3)));
        Set<String> held = rows().stream().map(FinalItemRow::item).collect(Collectors.toSet());
        gone.forEach(entry -> {
            String item = ((CapturedRecord) entry.value()).itemId();
            oracle.expired(ProcessorActor.position(entry), item, held.contains(item));
        });
        struckIf(FaultKind.EXPIRED, gone.stream().anyMatch(entry -> entry.offset() >= next));
    }

    /** What the databases are is kept, in case they come back as they were now. */
    void remember(SimulatedFault fault) {
        Runnable databaseThen = database.remember();
        Runnable stopsThen = stage.stops().remember();
        GapStore then = gaps.copy();
        SimulatedPlanQueue plansThen = plans.copy();
        SimulatedShardLeases leasesThen = leases.copy();
        memories.put(fault, () -> {
            databaseThen.run();
            stopsThen.run();
            gaps.become(then);
            plans.become(plansThen);
            leases.become(leasesThen);
        });
    }

    private void goBack(SimulatedFault fault) {
        Objects.requireNonNull(memories.get(fault)).run();
        hints.clear();
        oracle.wentBack(rows());
        chaos.struck(FaultKind.OLDER_DATABASE);
    }

    private void struckIf(FaultKind kind, boolean struck) {
        if (struck) {
            chaos.struck(kind);
        }
    }

    /** Nothing goes wrong any more. */
    void stopFaults() {
        chaos.end();
        stage.stops().end();
        live.seeing();
        nodes.forEach(SimulatedNode::stopFaults);
    }

    boolean isThrough(long until) {
        return live.hasToldAll()
                && nodes.stream().allMatch(SimulatedNode::isUp)
                && checkpoint.isThrough()
                && ProcessorActor.isThrough(stage, offsets)
                && !database.held().isWaiting()
                && missing(until).isEmpty();
    }

    private List<Range> missing(long until) {
        List<Range> missing = new ArrayList<>();
        for (FollowedStream stream : followed) {
            missing.addAll(database.coverage()
                    .missing(new Horizon(
                            stream.stream(),
                            from,
                            UpstreamTruth.at(until),
                            stream.spec().aspects())));
        }
        return missing;
    }

    /** By stream: what a listing can show, and coverage lacks, and no gap is about. */
    Map<String, Coverage> unplanned(long until) {
        Map<String, Coverage> unplanned = new HashMap<>();
        for (FollowedStream stream : followed) {
            Coverage missing = Coverage.of(database.coverage()
                    .missing(new Horizon(
                            stream.stream(),
                            from,
                            Math.min(UpstreamTruth.at(until), plannable(stream)),
                            PlanningHorizons.mineable(stream.spec()))));
            Coverage planned = Coverage.of(gaps.unfinished(stream.stream()).stream()
                    .filter(gap -> !gap.reconciles())
                    .map(GapRow::range)
                    .toList());
            unplanned.put(stream.stream().stream(), missing.minus(planned));
        }
        return unplanned;
    }

    /**
     * Up to here the listing is complete by the lateness that was measured, and a poll's step has passed. A live window
     * that does not move is not believed from here on.
     */
    private long plannable(FollowedStream stream) {
        Long lateness = database.coverage().lateness(stream.stream());
        long settle = Math.max(MicrosecondTime.of(stream.spec().settle()), lateness == null ? 0 : 2 * lateness);
        long believed = MicrosecondTime.of(stream.silenceLimit().plus(SimulatedSettings.PLANNING.liveFresh()));
        return world.now()
                - settle
                - Math.max(believed, MicrosecondTime.of(stream.spec().poll()))
                - SECOND;
    }

    String whatIsLeft(long until) {
        return "missing %s, gaps %s, log through %s/%s"
                .formatted(
                        missing(until),
                        gaps.unfinished(),
                        checkpoint.isThrough(),
                        ProcessorActor.isThrough(stage, offsets));
    }

    /** @return false when the audit found nothing */
    boolean audit(long until) {
        FinalAuditor auditor = new FinalAuditor(stage, database, oracle::isTold);
        boolean found = false;
        for (SimulatedStreamKind kind : streams) {
            found |= auditor.look(kind, from, UpstreamTruth.at(until));
        }
        return found;
    }

    void judge(long until) {
        List<FinalItemRow> rows = rows();
        FinalChecks verdicts = new FinalChecks(oracle, rows, claims());
        streams.forEach(kind -> verdicts.judge(kind, from, UpstreamTruth.at(until)));
        verdicts.judgeLedger();
    }

    private List<FinalItemRow> rows() {
        return database.ledger().held().stream().map(SimulatedCluster::row).toList();
    }

    private static FinalItemRow row(Item item) {
        byte[] payload = item.payload();
        return new FinalItemRow(
                item.itemId(),
                item.version(),
                item.operation() == ItemOperation.DELETE,
                payload == null ? "" : new String(payload, StandardCharsets.UTF_8));
    }

    private List<HeldClaim> claims() {
        List<HeldClaim> claims = new ArrayList<>();
        for (SimulatedStreamKind kind : streams) {
            database.coverage()
                    .byId(SimulationContext.id(kind))
                    .values()
                    .forEach(window -> window.covered()
                            .ranges()
                            .forEach(range -> claims.add(new HeldClaim(
                                    kind,
                                    window.path() == IngestPath.LIVE,
                                    window.aspects().contains(Aspect.CREATIONS),
                                    window.aspects().contains(Aspect.EDITS),
                                    window.aspects().contains(Aspect.DELETIONS),
                                    range.from(),
                                    range.to()))));
        }
        return claims;
    }

    /** Holds what is called held against what the ledger has, whenever one of them has changed. */
    private final class HeldWatcher implements SimulatedDatabase.Watcher {

        @Override
        public void gained(HeldTable.Gain gain) {
            oracle.held(claim(gain.window(), gain.range()), rows());
        }

        @Override
        public void changed(StreamId stream) {
            plans.note(stream);
        }

        @Override
        public void wentBack() {
            for (HeldTable.Window window : database.held().windows()) {
                for (Range range : database.held().of(window)) {
                    oracle.held(claim(window, range), rows());
                }
            }
        }

        private HeldClaim claim(HeldTable.Window window, Range range) {
            ReferenceCoverage.Held claimed = Objects.requireNonNull(
                    database.coverage().byId(window.stream()).get(window.id()));
            return CoverageActor.claim(
                    window.stream().stream(),
                    claimed.path() == IngestPath.LIVE,
                    claimed.aspects(),
                    range.from(),
                    range.to());
        }
    }

    void end() {
        nodes.forEach(SimulatedNode::endThread);
    }
}
