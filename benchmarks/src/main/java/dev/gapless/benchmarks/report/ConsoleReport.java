package dev.gapless.benchmarks.report;

import dev.gapless.benchmarks.measure.PartSample;
import dev.gapless.benchmarks.measure.RoundResults;
import dev.gapless.benchmarks.measure.RoundStatistic;
import java.util.List;
import java.util.Locale;

/** A report as text. */
public final class ConsoleReport {

    private static final double MILLION = 1e6;

    /** From this share on, what others run on the machine is worth a warning. */
    private static final double BUSY = 0.1;

    private static final int TOLD = 15;

    private ConsoleReport() {}

    public static String text(BenchmarkReport report) {
        StringBuilder out = new StringBuilder();
        RoundResults rounds = report.rounds();
        line(out, "%n%s (%d rounds; median, least to most)", report.title(), rounds.count());
        line(
                out,
                "  %-44s %26s %22s  %s",
                "part",
                "items/s",
                "CPU s per million",
                "of it jvm / postgres / redis / peer (compilers, not counted); WAL bytes an item");
        for (String part : rounds.parts()) {
            part(out, rounds, part);
        }
        report.facts().forEach((what, seen) -> line(out, "  %-60s %s", what, figure(seen)));
        for (FigureGoal goal : report.goals()) {
            line(
                    out,
                    "  %-6s %-60s %s (goal: %s %s)",
                    goal.met() ? "met" : "MISSED",
                    goal.what(),
                    figure(goal.seen()),
                    goal.atLeast() ? ">=" : "<=",
                    number(goal.limit()));
        }
        report.profile().forEach((view, shares) -> profile(out, view, shares));
        if (rounds.foreign() > BUSY) {
            line(
                    out,
                    "  note: others had %.0f %% of this machine meanwhile; rates are lower for it, processor seconds less so",
                    100 * rounds.foreign());
        }
        report.notes().forEach(note -> line(out, "  note: %s", note));
        return out.toString();
    }

    private static void part(StringBuilder out, RoundResults rounds, String part) {
        RoundStatistic rate = rounds.figure(part, PartSample::perSecond);
        RoundStatistic cost = rounds.figure(part, PartSample::cpuPerMillion);
        line(
                out,
                "  %-44s %,9.0f (%,7.0f-%,8.0f) %8.1f (%5.1f-%6.1f)  %.1f / %.1f / %.1f / %.1f (%.1f); %.0f",
                part,
                rate.median(),
                rate.least(),
                rate.most(),
                cost.median(),
                cost.least(),
                cost.most(),
                rounds.figure(part, sample -> sample.cpu().jvm() / sample.items() * MILLION)
                        .median(),
                rounds.figure(part, sample -> sample.cpu().postgres() / sample.items() * MILLION)
                        .median(),
                rounds.figure(part, sample -> sample.cpu().redis() / sample.items() * MILLION)
                        .median(),
                rounds.figure(part, sample -> sample.cpu().other() / sample.items() * MILLION)
                        .median(),
                rounds.figure(part, sample -> sample.cpu().compiling() / sample.items() * MILLION)
                        .median(),
                rounds.figure(part, PartSample::walPerItem).median());
    }

    private static void profile(StringBuilder out, String view, List<ProfileShare> shares) {
        line(out, "  %s:", view);
        shares.stream().limit(TOLD).forEach(share -> line(out, "    %5.1f %%  %s", 100 * share.share(), share.what()));
    }

    private static String figure(RoundStatistic figure) {
        return "%s (%s-%s)".formatted(number(figure.median()), number(figure.least()), number(figure.most()));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%,.0f" : "%.2f", value);
    }

    @SuppressWarnings("AnnotateFormatMethod")
    private static void line(StringBuilder out, String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
    }
}
