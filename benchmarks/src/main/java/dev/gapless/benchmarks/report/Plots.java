package dev.gapless.benchmarks.report;

import dev.gapless.benchmarks.measure.Rounds;
import dev.gapless.benchmarks.measure.Sample;
import java.util.LinkedHashMap;
import java.util.Map;

/** The plots of a report, by name. */
final class Plots {

    private Plots() {}

    static Map<String, String> of(Report report) {
        Rounds rounds = report.rounds();
        Map<String, String> plots = new LinkedHashMap<>();
        if (rounds.parts().size() > 1) {
            BarChart rates = new BarChart(report.title() + ": items per second");
            BarChart costs = new BarChart(report.title() + ": processor seconds per million items");
            for (String part : rounds.parts()) {
                rates.bar(part, rounds.figure(part, Sample::perSecond));
                costs.bar(part, rounds.figure(part, Sample::cpuPerMillion));
            }
            plots.put("rate", rates.svg());
            plots.put("cpu", costs.svg());
        }
        report.curves().forEach((name, curve) -> plots.put(name, curve.svg()));
        return plots;
    }
}
