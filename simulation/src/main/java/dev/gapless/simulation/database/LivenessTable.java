package dev.gapless.simulation.database;

import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.LivenessReport;
import dev.gapless.common.message.LivenessReport.WindowEnd;
import dev.gapless.common.position.StreamId;
import dev.gapless.common.reference.ReferenceCoverage;
import dev.gapless.common.reference.ReferenceCoverage.Held;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the checkpoint service knows of live connections: the last word of each that is not written to its windows. */
public final class LivenessTable {

    /**
     * What a connection told last.
     *
     * @param reportedAt when that was applied, by the ledger's clock, in µs
     */
    public record Told(LivenessReport report, long reportedAt) {}

    /** What a window's connection has proven, and when that was applied, in µs. */
    public record Proof(long to, long reportedAt) {}

    private final Map<String, Told> byConnection = new LinkedHashMap<>();

    /** @return the streams of a connection that was not heard of for so long, in µs */
    List<StreamId> apply(LivenessReport report, long now, long known) {
        Told before = byConnection.get(report.connection());
        if (before != null && before.report().epoch() > report.epoch()) {
            return List.of();
        }
        byConnection.put(report.connection(), new Told(report, now));
        return before != null && now - before.reportedAt() > known
                ? report.ends().stream().map(end -> stream(report, end)).toList()
                : List.of();
    }

    /** What the window's connection told since its own row was written; null when nothing. */
    public @Nullable Proof of(Held window, String id) {
        Proof best = null;
        for (Told told : byConnection.values()) {
            for (WindowEnd end : told.report().ends()) {
                if (end.windowId().equals(id) && told.report().epoch() >= window.epoch()) {
                    best = new Proof(end.to(), told.reportedAt());
                }
            }
        }
        return best;
    }

    /** Takes out those that were not heard of since then, in µs. */
    List<Told> silent(long since) {
        List<Told> silent = byConnection.values().stream()
                .filter(told -> told.reportedAt() < since)
                .toList();
        silent.forEach(told -> byConnection.remove(told.report().connection()));
        return silent;
    }

    /** What a silent connection proves beyond the rows of its open windows, as reports of them. */
    static List<CoverageReport> reports(LivenessReport told, ReferenceCoverage coverage) {
        List<CoverageReport> reports = new ArrayList<>();
        for (WindowEnd end : told.ends()) {
            StreamId stream = stream(told, end);
            Held window = coverage.byId(stream).get(end.windowId());
            if (window != null
                    && window.open()
                    && window.door() == IngestPath.LIVE
                    && window.epoch() <= told.epoch()
                    && window.reach() < end.to()) {
                long from = window.covered().ranges().isEmpty()
                        ? window.reach()
                        : window.covered().ranges().getFirst().from();
                reports.add(new CoverageReport(
                                end.windowId(),
                                stream,
                                window.door(),
                                window.evidence(),
                                window.aspects(),
                                from,
                                end.to(),
                                true,
                                window.epoch(),
                                0,
                                List.of(),
                                null,
                                told.at())
                        .standingOn(told.records()));
            }
        }
        return reports;
    }

    private static StreamId stream(LivenessReport report, WindowEnd end) {
        return new StreamId(report.source(), report.account(), end.stream());
    }
}
