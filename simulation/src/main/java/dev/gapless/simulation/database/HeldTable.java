package dev.gapless.simulation.database;

import dev.gapless.common.coverage.Coverage;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.CoverageRetraction;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.MissingRequest.Horizon;
import dev.gapless.common.message.RecordSpan;
import dev.gapless.common.position.StreamId;
import dev.gapless.reference.ReferenceCoverage;
import dev.gapless.simulation.core.ComponentFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What of each window is held, beside what is claimed of it: a range is held once all records that it stands on are
 * decided. Until then it waits; what stands on lost records is cut.
 */
public final class HeldTable {

    /** One window of one stream. */
    public record Window(StreamId stream, String id) {}

    /** A range that a window holds from now on. */
    public record Gain(Window window, Range range) {}

    private record Waiting(Window window, IngestPath path, Coverage covered, List<RecordSpan> records) {}

    /** By how much a live claim may trail at least. */
    private static final long TRAIL_MICROS = 60_000_000;

    private final ReferenceCoverage claims;
    private final FloorTable floors;
    private final ComponentFactory core;
    private final Map<Window, Coverage> held = new LinkedHashMap<>();
    private final Map<Window, Map<Integer, Long>> records = new HashMap<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private final Map<StreamId, Long> lateness = new HashMap<>();

    HeldTable(ReferenceCoverage claims, FloorTable floors, ComponentFactory core) {
        this.claims = claims;
        this.floors = floors;
        this.core = core;
    }

    /**
     * A report was applied to what is claimed.
     *
     * @param before what was claimed of its window before
     */
    List<Gain> reported(CoverageReport report, Coverage before) {
        Window window = new Window(report.stream(), report.windowId());
        List<RecordSpan> since = report.path() == IngestPath.MINED ? report.records() : since(window, report.records());
        if (report.from() >= report.to()) {
            return List.of();
        }
        Coverage told = Coverage.of(List.of(Range.of(report.from(), report.to())));
        if (report.latenessMicros() != null) {
            lateness.put(report.stream(), report.latenessMicros());
        }
        if (core.holdsAtOnce()
                || (floors.reached(report.path(), report.records())
                        && !floors.lost(report.path(), since)
                        && !isAboutToBeCut(window))) {
            return hold(window, told);
        }
        Coverage gained = told.minus(before);
        if (!gained.ranges().isEmpty()) {
            waiting.add(new Waiting(window, report.path(), gained, since));
        }
        return List.of();
    }

    /** Without those that an earlier report of the live window named. */
    private List<RecordSpan> since(Window window, List<RecordSpan> spans) {
        Map<Integer, Long> known = records.computeIfAbsent(window, any -> new HashMap<>());
        List<RecordSpan> since = spans.stream()
                .map(span -> new RecordSpan(
                        span.partition(),
                        Math.min(span.next(), known.getOrDefault(span.partition(), span.first())),
                        span.next()))
                .toList();
        spans.forEach(span -> known.merge(span.partition(), span.next(), Math::max));
        return since;
    }

    /** Of what was told, only what is still claimed: it may have been cut meanwhile. */
    private List<Gain> hold(Window window, Coverage told) {
        ReferenceCoverage.Held claimed = claims.byId(window.stream()).get(window.id());
        if (claimed == null) {
            return List.of();
        }
        Coverage kept = told.minus(told.minus(claimed.covered()));
        held.merge(window, kept, Coverage::plus);
        List<Gain> gains = new ArrayList<>();
        kept.ranges().forEach(range -> gains.add(new Gain(window, range)));
        return gains;
    }

    /** Holds whatever waits and has its records decided. */
    List<Gain> promote() {
        List<Gain> gains = new ArrayList<>();
        for (Iterator<Waiting> rest = waiting.iterator(); rest.hasNext(); ) {
            Waiting next = rest.next();
            if (floors.reached(next.path(), next.records()) && !isAboutToBeCut(next.window())) {
                rest.remove();
                gains.addAll(hold(next.window(), next.covered()));
            }
        }
        return gains;
    }

    /** True when some of what the window waits for is lost. */
    private boolean isAboutToBeCut(Window window) {
        return core.cutsWhatStandsOnLostRecords()
                && waiting.stream()
                        .anyMatch(each -> each.window().equals(window) && floors.lost(each.path(), each.records()));
    }

    /** What the path's next report may cover of the records that were named with this range. */
    private Range reaching(Range range, Waiting lost) {
        if (lost.path() != IngestPath.LIVE) {
            return range;
        }
        Long late = lateness.get(lost.window().stream());
        return Range.of(range.from(), range.to() + (late == null ? TRAIL_MICROS : Math.max(TRAIL_MICROS, 2 * late)));
    }

    /** What waits for records that no one will decide any more; it waits no longer. */
    List<CoverageRetraction> lost(Instant now) {
        List<CoverageRetraction> retractions = new ArrayList<>();
        for (Iterator<Waiting> rest = waiting.iterator(); rest.hasNext(); ) {
            Waiting next = rest.next();
            if (core.cutsWhatStandsOnLostRecords() && floors.lost(next.path(), next.records())) {
                rest.remove();
                Coverage lost = next.covered().minus(held.getOrDefault(next.window(), Coverage.empty()));
                lost.ranges().stream()
                        .map(range -> reaching(range, next))
                        .forEach(range -> retractions.add(new CoverageRetraction(
                                next.window().stream(),
                                range.from(),
                                range.to(),
                                next.window().id(),
                                "captured-records-lost",
                                0,
                                now)));
            }
        }
        return retractions;
    }

    /** What is held of a window and still believed. */
    public List<Range> of(Window window) {
        ReferenceCoverage.Held claimed = claims.byId(window.stream()).get(window.id());
        Coverage all = held.getOrDefault(window, Coverage.empty());
        return claimed == null
                ? List.of()
                : all.minus(all.minus(claimed.covered())).ranges();
    }

    /** What some window claims of the horizon and does not hold yet. */
    public List<Range> undecided(Horizon horizon) {
        Coverage undecided = Coverage.empty();
        if (horizon.from() < horizon.to()) {
            for (Map.Entry<String, ReferenceCoverage.Held> claimed :
                    claims.byId(horizon.stream()).entrySet()) {
                undecided = undecided.plus(claimed.getValue()
                        .covered()
                        .minus(held.getOrDefault(new Window(horizon.stream(), claimed.getKey()), Coverage.empty())));
            }
        }
        Coverage wanted = horizon.from() < horizon.to()
                ? Coverage.of(List.of(Range.of(horizon.from(), horizon.to())))
                : Coverage.empty();
        return undecided.minus(undecided.minus(wanted)).ranges();
    }

    /** Every window of which something was ever held. */
    public List<Window> windows() {
        return List.copyOf(held.keySet());
    }

    /** True when something is claimed and not held yet. */
    public boolean isWaiting() {
        return !waiting.isEmpty();
    }
}
