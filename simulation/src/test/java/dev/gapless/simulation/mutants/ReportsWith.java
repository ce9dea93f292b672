package dev.gapless.simulation.mutants;

import dev.gapless.common.message.CoverageReport;

/** The same report with another range. */
final class ReportsWith {

    private ReportsWith() {}

    static CoverageReport end(CoverageReport report, long to) {
        return range(report, report.from(), to);
    }

    static CoverageReport range(CoverageReport report, long from, long to) {
        return new CoverageReport(
                report.windowId(),
                report.stream(),
                report.door(),
                report.evidence(),
                report.aspects(),
                from,
                to,
                report.open(),
                report.epoch(),
                report.generation(),
                report.anchors(),
                report.frontier(),
                report.latenessMicros(),
                report.at());
    }
}
