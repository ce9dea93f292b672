package dev.gapless.benchmarks.paths;

import dev.gapless.benchmarks.measure.RoundResults;
import dev.gapless.benchmarks.measure.RoundStatistic;
import dev.gapless.benchmarks.report.BenchmarkReport;
import dev.gapless.benchmarks.report.FigureGoal;
import dev.gapless.benchmarks.report.LineChart;
import dev.gapless.standalone.check.NoticedVersions.NoticeFigures;
import dev.gapless.standalone.demo.PathComparison;
import dev.gapless.standalone.demo.PathComparison.ComparisonResult;
import dev.gapless.standalone.demo.PathComparison.PathFigures;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Polling over HTTP beside dual capture, through one hour of a platform. A second of the run stands for a minute of
 * that hour. All services are real.
 */
public final class PathBenchmark {

    private static final double CALLS = 0.1;
    private static final double REFUSED = 0.01;
    private static final int STEPS = 20;

    private final Path directory;
    private final Duration length;
    private final Consumer<String> progress;

    /** @param directory an empty one */
    public PathBenchmark(Path directory, Duration length, Consumer<String> progress) {
        this.directory = directory;
        this.length = length;
        this.progress = progress;
    }

    public BenchmarkReport run() throws Exception {
        ComparisonResult result = new PathComparison(directory, length, progress, Clock.systemUTC()).run();
        PathFigures plain = result.figures().get(0);
        PathFigures polled = result.figures().get(1);
        PathFigures both = result.figures().get(2);
        BenchmarkReport report = new BenchmarkReport(
                        "paths",
                        "Polling beside dual capture, %d s for an hour".formatted(length.toSeconds()),
                        new RoundResults())
                .goal(FigureGoal.atMost("calls of both paths, to those of the plain poller", ratio(both, plain), CALLS))
                .goal(FigureGoal.atMost(
                        "refusals of both paths, to those of the plain poller",
                        one((double) both.limited() / Math.max(1, plain.limited())),
                        REFUSED))
                .goal(FigureGoal.atLeast(
                        "coverage of both paths", one(both.noticed().coverage()), 1))
                .fact("calls of both paths, to those of Gapless without the socket", ratio(both, polled))
                .note(table(result.figures()));
        result.verdicts().forEach((way, verdict) -> report.note("the truth on %s: %s".formatted(way, verdict)));
        if (!result.unsettled().isEmpty()) {
            report.note("open in the end: " + result.unsettled());
        }
        for (PathFigures way : result.figures()) {
            report.plot(way.way().toLowerCase(Locale.ROOT).replaceAll("[^a-z]+", "-"), delays(way));
        }
        return report;
    }

    private static LineChart delays(PathFigures way) {
        LineChart chart = new LineChart(way.way() + ": ms from an event to its notice", "percent of noticed events");
        for (int step = 0; step <= STEPS; step++) {
            double share = (double) step / STEPS;
            chart.point(100 * share, (double) way.noticed().delay(share).toMillis());
        }
        return chart;
    }

    /** As Markdown. */
    static String table(List<PathFigures> ways) {
        StringBuilder table = new StringBuilder(
                "the hour%n%n| way | calls | refused (429) | coverage | versions noticed".formatted());
        table.append(" | latency p50 / p99, ms |%n|---|---|---|---|---|---|%n".formatted());
        for (PathFigures way : ways) {
            NoticeFigures noticed = way.noticed();
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %,d | %,d | %.2f %% | %.2f %% of %,d | %,d / %,d |%n",
                    way.way(),
                    way.calls(),
                    way.limited(),
                    100 * noticed.coverage(),
                    100 * noticed.noticedShare(),
                    noticed.versions(),
                    noticed.delay(0.5).toMillis(),
                    noticed.delay(0.99).toMillis()));
        }
        return table.toString();
    }

    private static RoundStatistic ratio(PathFigures one, PathFigures other) {
        return one((double) one.calls() / Math.max(1, other.calls()));
    }

    private static RoundStatistic one(double value) {
        return RoundStatistic.of(List.of(value));
    }
}
