package dev.gapless.simulation.actors;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.CoverageDoubt;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.Door;
import dev.gapless.common.message.MissingAnswer;
import dev.gapless.common.message.MissingQuery.Horizon;
import dev.gapless.common.reference.ReferenceCoverage;
import dev.gapless.common.reference.ReferenceCoverage.Held;
import dev.gapless.simulation.kafka.Entry;
import dev.gapless.simulation.kafka.Topic;
import dev.gapless.simulation.oracle.Claim;
import dev.gapless.simulation.time.Node;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The checkpoint service's part in coverage: applies what is told, answers what is missing. */
public final class CoverageActor {

    private static final int BATCH = 20;

    private final Node node;
    private final Stage stage;
    private final ReferenceCoverage store;
    private long committed;

    public CoverageActor(Node node, Stage stage, ReferenceCoverage store) {
        this.node = node;
        this.stage = stage;
        this.store = store;
    }

    public void start() {
        poll(committed);
    }

    private void poll(long from) {
        List<Entry> entries = stage.log().read(Topic.COVERAGE, 0, from, BATCH);
        for (Entry entry : entries) {
            apply(entry.value());
        }
        if (!entries.isEmpty()) {
            node.reached("coverage applied");
            committed = from + entries.size();
        }
        node.after(stage.chance().between(20 * Stage.MILLI, 200 * Stage.MILLI), () -> poll(committed));
    }

    private void apply(Object message) {
        if (message instanceof CoverageDoubt doubt) {
            store.apply(doubt);
        } else if (message instanceof CoverageReport report
                && store.apply(report, stage.loop().now())) {
            stage.oracle().claimed(report.windowId(), report.epoch(), claim(report));
        }
    }

    private static Claim claim(CoverageReport report) {
        return claim(
                report.stream().stream(), report.door() == Door.LIVE, report.aspects(), report.from(), report.to());
    }

    static Claim claim(String stream, boolean live, Set<Aspect> aspects, long from, long to) {
        return new Claim(
                dev.gapless.simulation.upstream.Kind.valueOf(stream.toUpperCase(java.util.Locale.ROOT)),
                live,
                aspects.contains(Aspect.CREATIONS),
                aspects.contains(Aspect.EDITS),
                aspects.contains(Aspect.DELETIONS),
                from,
                to);
    }

    /** True when all that was told is applied. */
    public boolean isThrough() {
        return committed == stage.log().end(Topic.COVERAGE, 0);
    }

    MissingAnswer.Entry answer(Horizon horizon) {
        @Nullable Held live = store.live(horizon.stream());
        List<Range> missing = store.missing(horizon);
        Long lateness = store.lateness(horizon.stream());
        if (live == null) {
            return new MissingAnswer.Entry(horizon.stream(), missing, null, null, null, null, 0, lateness);
        }
        Instant at = Node.EPOCH.plus(live.reportedAt(), ChronoUnit.MICROS);
        double age = (stage.loop().now() - live.reportedAt()) / 1e6;
        return new MissingAnswer.Entry(horizon.stream(), missing, live.reach(), at, age, null, 0, lateness);
    }
}
