package dev.gapless.simulation;

import dev.gapless.common.coverage.Coverage;
import dev.gapless.connector.Connector;
import dev.gapless.simulation.actors.SimulationContext;
import dev.gapless.simulation.faults.FaultInjector;
import dev.gapless.simulation.faults.FaultKind;
import dev.gapless.simulation.faults.FaultPlan;
import dev.gapless.simulation.faults.SimulatedFault;
import dev.gapless.simulation.oracle.Invariant;
import dev.gapless.simulation.oracle.Invariant.Tier;
import dev.gapless.simulation.oracle.InvariantOracle;
import dev.gapless.simulation.stops.StopSimulation;
import dev.gapless.simulation.time.SeededRandom;
import dev.gapless.simulation.time.VirtualScheduler;
import dev.gapless.simulation.upstream.SimulatedStreamKind;
import dev.gapless.simulation.upstream.UpstreamTruth;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One seed: a source with a history, the services that follow it, and what goes wrong meanwhile. Then nothing goes
 * wrong any more, everything must come through, what the source had hidden is looked at, and that must be repaired too.
 * The same seed and options give the same outcome, to the last event.
 */
public final class SeedSimulation {

    private static final long SECOND = 1_000_000;
    private static final long FAULTS_END = 40 * SECOND;
    private static final long EVENTS_END = 45 * SECOND;
    private static final long TIMEOUT = 1_500 * SECOND;
    private static final long MAX_STEPS = 400_000;

    /** After these, a plan may rightly come later than the end of the faults and some seconds. */
    private static final Set<FaultKind> DELAYING =
            EnumSet.of(FaultKind.PAUSE, FaultKind.CLOCK_JUMP, FaultKind.SCHEDULER_AHEAD);

    /** How far back the account is followed. */
    private static final long HISTORY = 300 * SECOND;

    private final long seed;
    private final @Nullable Tier until;
    private final List<SimulatedFault> plan;
    private final VirtualScheduler loop = new VirtualScheduler();
    private final FaultInjector chaos = new FaultInjector(loop);
    private final InvariantOracle oracle = new InvariantOracle(loop, UpstreamTruth.at(-HISTORY));
    private final SimulatedCluster cluster;
    private final Set<SimulatedStreamKind> streams;
    private final SeededRandom events;

    private SeedSimulation(long seed, SeedOptions options) {
        this.seed = seed;
        this.until = options.until();
        SeededRandom chance = new SeededRandom(seed);
        this.plan = planned(seed, options);
        this.streams = streams(chance);
        this.events = new SeededRandom(seed * 31 + 7);
        Connector source = SimulatedManifest.source(chance.oneIn(3), chance.oneIn(2));
        StopSimulation stops = new StopSimulation(
                options.kinds().contains(FaultKind.STOP),
                loop,
                new SeededRandom(seed * 37 + 11),
                chaos,
                options.core(),
                oracle,
                streams.stream().map(SimulationContext::id).toList());
        this.cluster =
                new SimulatedCluster(loop, chance, chaos, oracle, options.core(), source, streams, HISTORY, stops);
    }

    /** Runs the seed to its end, on a virtual thread: it and its own threads take turns without the system's help. */
    public static SeedResult run(long seed, SeedOptions options) {
        if (Thread.currentThread().isVirtual()) {
            return new SeedSimulation(seed, options).run();
        }
        return CompletableFuture.supplyAsync(() -> new SeedSimulation(seed, options).run(), Thread::startVirtualThread)
                .join();
    }

    /** Each fault keeps its number and its effect when others are left out. */
    static List<SimulatedFault> planned(long seed, SeedOptions options) {
        List<SimulatedFault> all = FaultPlan.of(new SeededRandom(~seed), FAULTS_END, options.kinds());
        List<SimulatedFault> plan = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (!options.left().contains(i)) {
                plan.add(all.get(i));
            }
        }
        return plan;
    }

    private static Set<SimulatedStreamKind> streams(SeededRandom chance) {
        Set<SimulatedStreamKind> streams = EnumSet.noneOf(SimulatedStreamKind.class);
        while (streams.size() < 2) {
            streams.add(chance.of(List.of(SimulatedStreamKind.values())));
        }
        return streams;
    }

    private SeedResult run() {
        try {
            cluster.history(events);
            cluster.begin();
            for (SimulatedFault fault : plan) {
                if (fault.kind() == FaultKind.OLDER_DATABASE) {
                    loop.after(fault.at() - fault.size(), () -> cluster.faults().remember(fault));
                }
                loop.after(fault.at(), () -> cluster.faults().inject(fault));
            }
            happenSometimes();
            advance(EVENTS_END);
            cluster.stopFaults();
            if (plan.stream().map(SimulatedFault::kind).noneMatch(DELAYING::contains)) {
                lookForUnplanned();
            }
            comeThrough();
            if (!isDecided() && oracle.somethingWasHidden() && cluster.audit(EVENTS_END)) {
                comeThrough();
            }
            if (!isDecided()) {
                cluster.judge(EVENTS_END);
            }
        } catch (RuntimeException bug) {
            oracle.broken(Invariant.BUG, trace(bug));
        } finally {
            cluster.end();
        }
        return new SeedResult(
                seed,
                oracle.violations(),
                plan,
                chaos.fired(),
                chaos.crashes(),
                cluster.versions(),
                oracle.changes(),
                loop.tasks(),
                loop.now());
    }

    private void happenSometimes() {
        loop.after(events.between(20_000, 1_500_000), () -> {
            if (loop.now() < EVENTS_END) {
                int burst = events.oneIn(4) ? 1 + events.below(5) : 1;
                SimulatedStreamKind kind = events.of(List.copyOf(streams));
                for (int i = 0; i < burst; i++) {
                    cluster.happen(kind);
                }
                happenSometimes();
            }
        });
    }

    /** True when it is known what was asked for. */
    private boolean isDecided() {
        return until != null && oracle.isBroken(until);
    }

    private void advance(long time) {
        while (!isDecided() && loop.step(time)) {
            if (loop.tasks() > MAX_STEPS) {
                throw new IllegalStateException("the simulation took more than %d steps".formatted(MAX_STEPS));
            }
        }
    }

    /**
     * Every process is back by then, and no stream has been silent for so long that it is retracted, which would have
     * it planned. A hole that is seen once may have come about a moment before.
     */
    private void lookForUnplanned() {
        advance(EVENTS_END + 16 * SECOND);
        Map<String, Coverage> before = cluster.state().unplanned(EVENTS_END);
        advance(EVENTS_END + 20 * SECOND);
        if (isDecided()) {
            return;
        }
        cluster.state().unplanned(EVENTS_END).forEach((stream, now) -> {
            Coverage both = now.minus(now.minus(before.getOrDefault(stream, Coverage.empty())));
            if (!both.ranges().isEmpty()) {
                oracle.broken(Invariant.UNPLANNED, stream + " " + both.ranges());
            }
        });
    }

    private void comeThrough() {
        long patience = loop.now() + TIMEOUT;
        while (!isDecided() && !cluster.isThrough(EVENTS_END)) {
            if (loop.now() >= patience) {
                oracle.broken(Invariant.NO_PROGRESS, cluster.state().whatIsLeft(EVENTS_END));
                return;
            }
            advance(loop.now() + SECOND);
        }
    }

    private static String trace(RuntimeException bug) {
        StringBuilder trace = new StringBuilder(bug.toString());
        StackTraceElement[] frames = bug.getStackTrace();
        for (int i = 0; i < Math.min(8, frames.length); i++) {
            trace.append(" < ").append(frames[i]);
        }
        return trace.toString();
    }
}
