package dev.gapless.simulation.actors;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.CoverageDoubt;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.Door;
import dev.gapless.common.message.FloorAnswer.Floor;
import dev.gapless.common.message.MissingAnswer;
import dev.gapless.common.message.MissingQuery.Horizon;
import dev.gapless.common.reference.ReferenceCoverage;
import dev.gapless.common.reference.ReferenceCoverage.Held;
import dev.gapless.simulation.database.Database;
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
    private final Database database;
    private final Offsets offsets;
    private long committed;

    public CoverageActor(Node node, Stage stage, Database database, Offsets offsets) {
        this.node = node;
        this.stage = stage;
        this.database = database;
        this.offsets = offsets;
    }

    public void start() {
        poll(committed);
        promote();
        watchFloors();
    }

    private void promote() {
        database.promote();
        node.reached("held");
        database.cutLost(node.clock().instant());
        node.after(stage.chance().between(100 * Stage.MILLI, 600 * Stage.MILLI), this::promote);
    }

    /**
     * What the log has deleted unread is noted, also while no processor runs; and what is published, before the log
     * forgets it.
     */
    private void watchFloors() {
        for (Topic topic : IntakePositions.CAPTURED) {
            for (int partition = 0; partition < stage.log().partitions(topic); partition++) {
                database.note(topic, partition, stage.log().start(topic, partition), offsets.next(topic, partition));
            }
        }
        node.reached("floors watched");
        node.after(stage.chance().between(Stage.SECOND, 2 * Stage.SECOND), this::watchFloors);
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
            database.apply(doubt);
        } else if (message instanceof CoverageReport report
                && database.apply(report, stage.loop().now())) {
            stage.oracle().claimed(report.windowId(), report.epoch(), claim(report));
        }
    }

    private static Claim claim(CoverageReport report) {
        return claim(
                report.stream().stream(), report.door() == Door.LIVE, report.aspects(), report.from(), report.to());
    }

    public static Claim claim(String stream, boolean live, Set<Aspect> aspects, long from, long to) {
        return new Claim(
                dev.gapless.simulation.upstream.Kind.valueOf(stream.toUpperCase(java.util.Locale.ROOT)),
                live,
                aspects.contains(Aspect.CREATIONS),
                aspects.contains(Aspect.EDITS),
                aspects.contains(Aspect.DELETIONS),
                from,
                to);
    }

    /** True when the ledger knows all that the log knows to be published. */
    public boolean knowsWhatIsPublished() {
        for (Topic topic : IntakePositions.CAPTURED) {
            for (int partition = 0; partition < stage.log().partitions(topic); partition++) {
                Long committed = offsets.next(topic, partition);
                Floor floor = database.note(topic, partition, null, null);
                if (committed != null && (floor == null || floor.published() < committed)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** True when all that was told is applied. */
    public boolean isThrough() {
        return committed == stage.log().end(Topic.COVERAGE, 0);
    }

    MissingAnswer.Entry answer(Horizon horizon) {
        ReferenceCoverage store = database.coverage();
        @Nullable Held live = store.live(horizon.stream());
        List<Range> missing = store.missing(horizon);
        Long lateness = store.lateness(horizon.stream());
        List<Range> undecided = database.held().undecided(horizon);
        if (live == null) {
            return new MissingAnswer.Entry(horizon.stream(), missing, null, null, null, null, 0, lateness, undecided);
        }
        Instant at = Node.EPOCH.plus(live.reportedAt(), ChronoUnit.MICROS);
        double age = (stage.loop().now() - live.reportedAt()) / 1e6;
        return new MissingAnswer.Entry(horizon.stream(), missing, live.reach(), at, age, null, 0, lateness, undecided);
    }
}
