package dev.gapless.simulation;

import dev.gapless.common.connector.Connector;
import dev.gapless.simulation.faults.Chaos;
import dev.gapless.simulation.faults.Fault;
import dev.gapless.simulation.faults.FaultKind;
import dev.gapless.simulation.faults.FaultPlan;
import dev.gapless.simulation.oracle.Oracle;
import dev.gapless.simulation.oracle.Rule;
import dev.gapless.simulation.time.Chance;
import dev.gapless.simulation.time.Loop;
import dev.gapless.simulation.upstream.Kind;
import dev.gapless.simulation.upstream.World;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * One seed: a source with a history, the services that follow it, and what goes wrong meanwhile. Then nothing goes
 * wrong any more, everything must come through, somebody looks at what the source had hidden, and that must be repaired
 * too. The same seed and options give the same outcome, to the last event.
 */
public final class Simulation {

    private static final long SECOND = 1_000_000;
    private static final long FAULTS_END = 40 * SECOND;
    private static final long EVENTS_END = 45 * SECOND;
    private static final long PATIENCE = 1_500 * SECOND;
    private static final long MOST_STEPS = 400_000;

    /** How far back the account is followed. */
    private static final long HISTORY = 300 * SECOND;

    private final long seed;
    private final List<Fault> plan;
    private final Loop loop = new Loop();
    private final Chaos chaos = new Chaos(loop);
    private final Oracle oracle = new Oracle(loop, World.at(-HISTORY));
    private final Cast cast;
    private final Set<Kind> streams;
    private final Chance happenings;

    private Simulation(long seed, Options options) {
        this.seed = seed;
        Chance chance = new Chance(seed);
        this.plan = planned(seed, options);
        this.streams = streams(chance);
        this.happenings = new Chance(seed * 31 + 7);
        Connector source = Manifest.source(chance.oneIn(3), chance.oneIn(2));
        this.cast = new Cast(loop, chance, chaos, oracle, options.core(), source, streams, HISTORY);
    }

    /** Runs the seed to its end. */
    public static Outcome run(long seed, Options options) {
        return new Simulation(seed, options).run();
    }

    /** Each fault keeps its number and its effect when others are left out. */
    static List<Fault> planned(long seed, Options options) {
        List<Fault> all = FaultPlan.of(new Chance(~seed), FAULTS_END, options.kinds());
        List<Fault> plan = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (!options.left().contains(i)) {
                plan.add(all.get(i));
            }
        }
        return plan;
    }

    private static Set<Kind> streams(Chance chance) {
        Set<Kind> streams = EnumSet.noneOf(Kind.class);
        while (streams.size() < 2) {
            streams.add(chance.of(List.of(Kind.values())));
        }
        return streams;
    }

    private Outcome run() {
        try {
            cast.history(happenings);
            cast.begin();
            for (Fault fault : plan) {
                if (fault.kind() == FaultKind.OLDER_DATABASE) {
                    loop.after(fault.at() - fault.size(), () -> cast.remember(fault));
                }
                loop.after(fault.at(), () -> cast.suffer(fault));
            }
            happenSometimes();
            advance(EVENTS_END);
            cast.calm();
            comeThrough();
            if (oracle.somethingWasHidden() && cast.audit(EVENTS_END)) {
                comeThrough();
            }
            cast.judge(EVENTS_END);
        } catch (RuntimeException bug) {
            oracle.broken(Rule.BUG, trace(bug));
        } finally {
            cast.end();
        }
        return new Outcome(
                seed,
                oracle.violations(),
                plan,
                chaos.fired(),
                chaos.crashes(),
                cast.versions(),
                oracle.changes(),
                loop.tasks(),
                loop.now());
    }

    private void happenSometimes() {
        loop.after(happenings.between(20_000, 1_500_000), () -> {
            if (loop.now() < EVENTS_END) {
                int burst = happenings.oneIn(4) ? 1 + happenings.below(5) : 1;
                Kind kind = happenings.of(List.copyOf(streams));
                for (int i = 0; i < burst; i++) {
                    cast.happen(kind);
                }
                happenSometimes();
            }
        });
    }

    private void advance(long until) {
        while (loop.step(until)) {
            if (loop.tasks() > MOST_STEPS) {
                throw new IllegalStateException("goes on for ever");
            }
        }
    }

    private void comeThrough() {
        long patience = loop.now() + PATIENCE;
        while (!cast.isThrough(EVENTS_END)) {
            if (loop.now() >= patience) {
                oracle.broken(Rule.NO_PROGRESS, cast.whatIsLeft(EVENTS_END));
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
