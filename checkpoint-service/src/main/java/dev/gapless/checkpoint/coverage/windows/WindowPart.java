package dev.gapless.checkpoint.coverage.windows;

import dev.gapless.common.coverage.Coverage;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.OffsetVector;
import dev.gapless.common.message.RecordSpan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the reports of one poll say of one window, put together, because one statement cannot change a row twice.
 *
 * <p>The ranges of a window touch. Should they not, nothing is bridged: what stands apart becomes a row of its own,
 * named after where it begins.
 *
 * @param report the last one, with the highest epoch and the lowest generation. A range read under several generations
 *     is cut as one read under the first. For a walk, also with the earliest time
 * @param covered from its first to its last position; null while nothing is covered
 * @param records that all of them together stand on, one span a partition in ascending order
 */
record WindowPart(
        String rowId, CoverageReport report, @Nullable Range covered, boolean open, List<RecordSpan> records) {

    static List<WindowPart> of(List<CoverageReport> reports) {
        Map<String, List<CoverageReport>> byWindow = new LinkedHashMap<>();
        for (CoverageReport report : reports) {
            byWindow.computeIfAbsent(report.stream().key() + "|" + report.windowId(), key -> new ArrayList<>())
                    .add(report);
        }
        List<WindowPart> parts = new ArrayList<>();
        byWindow.values().forEach(window -> parts.addAll(parts(window)));
        return parts;
    }

    private static List<WindowPart> parts(List<CoverageReport> all) {
        List<CoverageReport> window = unfenced(all);
        CoverageReport last = window.getLast();
        boolean open = window.stream().allMatch(CoverageReport::open);
        OffsetVector captured = OffsetVector.EMPTY;
        for (CoverageReport report : window) {
            captured = captured.with(report.records());
        }
        List<RecordSpan> records = captured.spans();
        List<Range> ranges = Coverage.of(window.stream()
                        .filter(report -> report.from() < report.to())
                        .map(report -> Range.of(report.from(), report.to()))
                        .toList())
                .ranges();
        if (ranges.isEmpty()) {
            return List.of(new WindowPart(last.windowId(), cutAsFirst(last, window), null, open, records));
        }
        List<WindowPart> parts = new ArrayList<>();
        for (int i = 0; i < ranges.size(); i++) {
            Range range = ranges.get(i);
            String rowId = i == 0 ? last.windowId() : last.windowId() + "#" + range.from();
            parts.add(new WindowPart(rowId, cutAsFirst(last, window), range, open && i == 0, records));
        }
        return parts;
    }

    /** Without those that came after one with a higher epoch: their sender has lost the window. */
    private static List<CoverageReport> unfenced(List<CoverageReport> reports) {
        List<CoverageReport> kept = new ArrayList<>();
        long epoch = Long.MIN_VALUE;
        for (CoverageReport report : reports) {
            if (report.epoch() >= epoch) {
                epoch = report.epoch();
                kept.add(report);
            }
        }
        return kept;
    }

    /**
     * The last report, to be cut as the first one. A live report repeats those before it. A walk's does not: what was
     * retracted after an earlier one was sent is cut from all of them.
     */
    private static CoverageReport cutAsFirst(CoverageReport last, List<CoverageReport> window) {
        long generation =
                window.stream().mapToLong(CoverageReport::generation).min().orElse(last.generation());
        Instant at = last.path() == IngestPath.LIVE
                ? last.at()
                : window.stream()
                        .map(CoverageReport::at)
                        .min(Instant::compareTo)
                        .orElse(last.at());
        return generation == last.generation() && at.equals(last.at())
                ? last
                : new CoverageReport(
                        new CoverageReport.WindowRef(
                                last.windowId(), last.stream(), last.path(), last.epoch(), generation),
                        new CoverageReport.ClaimedRange(
                                last.from(), last.to(), last.evidence(), last.aspects(), last.open()),
                        new CoverageReport.StreamHints(last.anchors(), last.frontier(), last.latenessMicros()),
                        last.records(),
                        at);
    }
}
