package dev.gapless.simulation.actors;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.CoverageRetraction;
import dev.gapless.common.message.FloorResponse.Floor;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.MissingRequest.Horizon;
import dev.gapless.common.message.MissingResponse;
import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.reference.ReferenceCoverage;
import dev.gapless.reference.ReferenceCoverage.Held;
import dev.gapless.scheduler.accounts.FollowedStream;
import dev.gapless.simulation.database.SimulatedDatabase;
import dev.gapless.simulation.kafka.LogEntry;
import dev.gapless.simulation.kafka.SimulatedTopic;
import dev.gapless.simulation.oracle.HeldClaim;
import dev.gapless.simulation.time.SimulatedNode;
import dev.gapless.simulation.upstream.UpstreamTruth;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The checkpoint service's part in coverage: applies what is told, answers what is missing. */
public final class CoverageActor {

    private static final int BATCH = 20;

    private final SimulatedNode node;
    private final SimulationContext stage;
    private final SimulatedDatabase database;
    private final GroupOffsets offsets;
    private long committed;

    public CoverageActor(
            SimulatedNode node, SimulationContext stage, SimulatedDatabase database, GroupOffsets offsets) {
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
        node.after(stage.chance().between(100 * SimulationContext.MILLI, 600 * SimulationContext.MILLI), this::promote);
    }

    /**
     * What the log has deleted unread is noted, also while no processor runs; and what is published, before the log
     * forgets it.
     */
    private void watchFloors() {
        for (SimulatedTopic topic : IntakePositions.CAPTURED) {
            for (int partition = 0; partition < stage.log().partitions(topic); partition++) {
                database.note(topic, partition, stage.log().start(topic, partition), offsets.next(topic, partition));
            }
        }
        node.reached("floors watched");
        node.after(stage.chance().between(SimulationContext.SECOND, 2 * SimulationContext.SECOND), this::watchFloors);
    }

    private void poll(long from) {
        // a database that came back older has lost what was applied since
        long next = Math.min(from, database.appliedTo());
        List<LogEntry> entries = stage.log().read(SimulatedTopic.COVERAGE, 0, next, BATCH);
        for (LogEntry entry : entries) {
            apply(entry.value());
        }
        if (!entries.isEmpty()) {
            node.reached("coverage applied");
            database.appliedTo(next + entries.size());
            committed = next + entries.size();
        }
        node.after(
                stage.chance().between(20 * SimulationContext.MILLI, 200 * SimulationContext.MILLI),
                () -> poll(committed));
    }

    private void apply(Object message) {
        if (message instanceof CoverageRetraction retraction) {
            database.apply(retraction);
        } else if (message instanceof CoverageReport report
                && database.apply(report, stage.loop().now())) {
            stage.oracle().claimed(report.windowId(), report.epoch(), claim(report));
        }
    }

    private static HeldClaim claim(CoverageReport report) {
        return claim(
                report.stream().stream(),
                report.path() == IngestPath.LIVE,
                report.aspects(),
                report.from(),
                report.to());
    }

    public static HeldClaim claim(String stream, boolean live, Set<Aspect> aspects, long from, long to) {
        return new HeldClaim(
                dev.gapless.simulation.upstream.SimulatedStreamKind.valueOf(stream.toUpperCase(java.util.Locale.ROOT)),
                live,
                aspects.contains(Aspect.CREATIONS),
                aspects.contains(Aspect.EDITS),
                aspects.contains(Aspect.DELETIONS),
                from,
                to);
    }

    /** True when the ledger knows all that the log knows to be published. */
    public boolean knowsWhatIsPublished() {
        for (SimulatedTopic topic : IntakePositions.CAPTURED) {
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
        return committed == stage.log().end(SimulatedTopic.COVERAGE, 0);
    }

    /** True when an open live window of the stream was not reported, or has not moved, for longer than is believed. */
    boolean isSilent(FollowedStream stream, Duration fresh) {
        long now = stage.loop().now();
        long reported = now - MicrosecondTime.of(fresh);
        long moved = UpstreamTruth.at(now)
                - MicrosecondTime.of(
                        stream.spec().settle().plus(stream.silenceLimit()).plus(fresh));
        return database.coverage().byId(stream.stream()).values().stream()
                .filter(window -> window.open()
                        && window.path() == IngestPath.LIVE
                        && !window.aspects().isEmpty())
                .anyMatch(window -> window.reportedAt() < reported || window.reach() < moved);
    }

    MissingResponse.Entry answer(Horizon horizon) {
        if (horizon.to() == Long.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "%s: up to the frontier (expected: a bound; no stream here is numbered)".formatted(horizon));
        }
        ReferenceCoverage store = database.coverage();
        @Nullable Held live = store.live(horizon.stream());
        List<Range> missing = store.missing(horizon);
        Long lateness = store.lateness(horizon.stream());
        List<Range> undecided = database.held().undecided(horizon);
        if (live == null) {
            return new MissingResponse.Entry(horizon.stream(), missing, null, null, null, null, 0, lateness, undecided);
        }
        Instant at = SimulatedNode.EPOCH.plus(live.reportedAt(), ChronoUnit.MICROS);
        double age = (stage.loop().now() - live.reportedAt()) / 1e6;
        return new MissingResponse.Entry(
                horizon.stream(), missing, live.reach(), at, age, null, 0, lateness, undecided);
    }
}
