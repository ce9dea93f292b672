package dev.gapless.simulation.mutants;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.message.CoverageReport;
import java.util.Set;

/** The same report with another range, or other aspects. */
final class ReportsWith {

    private ReportsWith() {}

    static CoverageReport end(CoverageReport report, long to) {
        return range(report, report.from(), to);
    }

    static CoverageReport allAspects(CoverageReport report) {
        return with(report, Set.of(Aspect.values()), report.from(), report.to());
    }

    static CoverageReport range(CoverageReport report, long from, long to) {
        return with(report, report.aspects(), from, to);
    }

    private static CoverageReport with(CoverageReport report, Set<Aspect> aspects, long from, long to) {
        return new CoverageReport(
                new CoverageReport.WindowRef(
                        report.windowId(), report.stream(), report.path(), report.epoch(), report.generation()),
                new CoverageReport.ClaimedRange(from, to, report.evidence(), aspects, report.open()),
                new CoverageReport.StreamHints(report.anchors(), report.frontier(), report.latenessMicros()),
                report.records(),
                report.at());
    }
}
