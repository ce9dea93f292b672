package dev.gapless.simulation;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Coverage;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.common.message.MissingRequest.Horizon;
import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.scheduler.accounts.FollowedStream;
import dev.gapless.scheduler.gaps.GapRow;
import dev.gapless.scheduler.planning.PlanningHorizons;
import dev.gapless.simulation.actors.CoverageActor;
import dev.gapless.simulation.actors.GroupOffsets;
import dev.gapless.simulation.actors.ProcessorActor;
import dev.gapless.simulation.actors.SimulationContext;
import dev.gapless.simulation.oracle.FinalItemRow;
import dev.gapless.simulation.oracle.HeldClaim;
import dev.gapless.simulation.upstream.SimulatedStreamKind;
import dev.gapless.simulation.upstream.UpstreamTruth;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads what a simulated cluster holds, lacks and claims. */
final class ClusterState {

    private static final long SECOND = 1_000_000;

    private final SimulationContext context;
    private final ClusterDatabases databases;
    private final CoverageActor checkpoint;
    private final GroupOffsets offsets;
    private final List<FollowedStream> followed;
    private final long from;

    /** @param from the begin of all horizons, a position */
    ClusterState(
            SimulationContext context,
            ClusterDatabases databases,
            CoverageActor checkpoint,
            GroupOffsets offsets,
            List<FollowedStream> followed,
            long from) {
        this.context = context;
        this.databases = databases;
        this.checkpoint = checkpoint;
        this.offsets = offsets;
        this.followed = followed;
        this.from = from;
    }

    /** Tells whether every record is processed, and coverage lacks nothing before an instant. */
    boolean isThrough(long until) {
        return checkpoint.isThrough()
                && ProcessorActor.isThrough(context, offsets)
                && !databases.ledger().held().isWaiting()
                && missing(until).isEmpty();
    }

    private List<Range> missing(long until) {
        List<Range> missing = new ArrayList<>();
        for (FollowedStream stream : followed) {
            missing.addAll(databases
                    .ledger()
                    .coverage()
                    .missing(new Horizon(
                            stream.stream(),
                            from,
                            UpstreamTruth.at(until),
                            stream.spec().aspects())));
        }
        return missing;
    }

    /** Returns the ranges of each stream that a listing can show, that coverage lacks, and that no gap has. */
    Map<String, Coverage> unplanned(long until) {
        Map<String, Coverage> unplanned = new HashMap<>();
        for (FollowedStream stream : followed) {
            Coverage missing = Coverage.of(databases
                    .ledger()
                    .coverage()
                    .missing(new Horizon(
                            stream.stream(),
                            from,
                            Math.min(UpstreamTruth.at(until), plannable(stream)),
                            PlanningHorizons.mineable(stream.spec()))));
            Coverage planned = Coverage.of(databases.gaps().unfinished(stream.stream()).stream()
                    .filter(gap -> !gap.reconciles())
                    .map(GapRow::range)
                    .toList());
            unplanned.put(stream.stream().stream(), missing.minus(planned));
        }
        return unplanned;
    }

    /**
     * Returns the end of what must be planned. Before it the listing is complete by the lateness that was measured, and
     * the time of a poll has passed. After it a live window that does not move still counts.
     */
    private long plannable(FollowedStream stream) {
        Long lateness = databases.ledger().coverage().lateness(stream.stream());
        long settle = Math.max(MicrosecondTime.of(stream.spec().settle()), lateness == null ? 0 : 2 * lateness);
        long believed = MicrosecondTime.of(stream.silenceLimit().plus(SimulatedSettings.PLANNING.liveFresh()));
        return context.world().now()
                - settle
                - Math.max(believed, MicrosecondTime.of(stream.spec().poll()))
                - SECOND;
    }

    /** Describes what {@link #isThrough} waits for. */
    String whatIsLeft(long until) {
        return "missing %s, gaps %s, log through %s/%s"
                .formatted(
                        missing(until),
                        databases.gaps().unfinished(),
                        checkpoint.isThrough(),
                        ProcessorActor.isThrough(context, offsets));
    }

    /** Returns the rows of the ledger. */
    List<FinalItemRow> rows() {
        return databases.ledger().ledger().held().stream()
                .map(ClusterState::row)
                .toList();
    }

    private static FinalItemRow row(Item item) {
        byte[] payload = item.payload();
        return new FinalItemRow(
                item.itemId(),
                item.version(),
                item.operation() == ItemOperation.DELETE,
                payload == null ? "" : new String(payload, StandardCharsets.UTF_8));
    }

    /** Returns the windows of the streams that the cluster follows, as claims. */
    List<HeldClaim> claims() {
        List<HeldClaim> claims = new ArrayList<>();
        for (SimulatedStreamKind kind : context.streams()) {
            databases
                    .ledger()
                    .coverage()
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
}
