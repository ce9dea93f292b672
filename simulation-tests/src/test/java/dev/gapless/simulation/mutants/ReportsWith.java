package dev.gapless.simulation.mutants;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.LivenessReport;
import dev.gapless.common.message.LivenessReport.WindowEnd;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.function.LongBinaryOperator;

/** The same report with another range, or other aspects. */
final class ReportsWith {

    private ReportsWith() {}

    static CoverageReport end(CoverageReport report, long to) {
        return range(report, report.from(), to);
    }

    /** @param end of a window's proof and when it was sent, both in µs: where the report says that it ends */
    static LivenessReport ends(LivenessReport report, LongBinaryOperator end) {
        long sent = ChronoUnit.MICROS.between(Instant.EPOCH, report.at());
        return new LivenessReport(
                report.connection(),
                report.source(),
                report.account(),
                report.epoch(),
                report.ends().stream()
                        .map(each -> new WindowEnd(
                                each.stream(), each.windowId(), Math.max(each.to(), end.applyAsLong(each.to(), sent))))
                        .toList(),
                report.records(),
                report.at());
    }

    static CoverageReport allAspects(CoverageReport report) {
        return with(report, Set.of(Aspect.values()), report.from(), report.to());
    }

    static CoverageReport range(CoverageReport report, long from, long to) {
        return with(report, report.aspects(), from, to);
    }

    private static CoverageReport with(CoverageReport report, Set<Aspect> aspects, long from, long to) {
        return new CoverageReport(
                report.windowId(),
                report.stream(),
                report.door(),
                report.evidence(),
                aspects,
                from,
                to,
                report.open(),
                report.epoch(),
                report.generation(),
                report.anchors(),
                report.frontier(),
                report.latenessMicros(),
                report.records(),
                report.at());
    }
}
