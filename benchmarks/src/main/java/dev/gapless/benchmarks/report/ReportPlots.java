package dev.gapless.benchmarks.report;

import dev.gapless.benchmarks.measure.PartSample;
import dev.gapless.benchmarks.measure.RoundResults;
import java.util.LinkedHashMap;
import java.util.Map;

/** The plots of a report, by name. */
final class ReportPlots {

    private ReportPlots() {}

    static Map<String, String> of(BenchmarkReport report) {
        RoundResults rounds = report.rounds();
        Map<String, String> plots = new LinkedHashMap<>();
        if (rounds.parts().size() > 1) {
            BarChart rates = new BarChart(report.title() + ": items per second");
            BarChart costs = new BarChart(report.title() + ": processor seconds per million items");
            for (String part : rounds.parts()) {
                rates.bar(part, rounds.figure(part, PartSample::perSecond));
                costs.bar(part, rounds.figure(part, PartSample::cpuPerMillion));
            }
            plots.put("rate", rates.svg());
            plots.put("cpu", costs.svg());
        }
        report.curves().forEach((name, curve) -> plots.put(name, curve.svg()));
        return plots;
    }
}
