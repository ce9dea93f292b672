package dev.gapless.checkpoint.coverage;

import dev.gapless.common.message.Anchor;
import dev.gapless.common.message.CoverageReport;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts the reports of one poll together, one a window, because one statement cannot change a row twice. */
final class Reports {

    private Reports() {}

    static Collection<CoverageReport> merged(List<CoverageReport> reports) {
        Map<String, CoverageReport> byWindow = new LinkedHashMap<>();
        for (CoverageReport report : reports) {
            byWindow.merge(report.stream().key() + "|" + report.windowId(), report, Reports::merge);
        }
        return byWindow.values();
    }

    /**
     * Reports of one window overlap or touch; where one does not, the later is left out: covering less is never wrong.
     */
    private static CoverageReport merge(CoverageReport a, CoverageReport b) {
        boolean apart = a.from() < a.to() && b.from() < b.to() && (a.to() < b.from() || b.to() < a.from());
        List<Anchor> anchors = new ArrayList<>(a.anchors());
        anchors.addAll(b.anchors());
        boolean aEmpty = a.from() == a.to();
        long from = apart ? a.from() : aEmpty ? b.from() : b.from() == b.to() ? a.from() : Math.min(a.from(), b.from());
        long to = apart ? a.to() : aEmpty ? b.to() : b.from() == b.to() ? a.to() : Math.max(a.to(), b.to());
        return new CoverageReport(
                a.windowId(),
                a.stream(),
                a.door(),
                a.evidence(),
                a.aspects(),
                from,
                to,
                a.open() && b.open(),
                Math.max(a.epoch(), b.epoch()),
                Math.min(a.generation(), b.generation()),
                anchors,
                later(a.frontier(), b.frontier()),
                b.at());
    }

    private static @Nullable Long later(@Nullable Long a, @Nullable Long b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return Math.max(a, b);
    }
}
