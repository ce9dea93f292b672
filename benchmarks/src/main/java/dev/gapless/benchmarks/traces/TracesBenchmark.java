package dev.gapless.benchmarks.traces;

import dev.gapless.benchmarks.measure.PartSample;
import dev.gapless.benchmarks.measure.RoundResults;
import dev.gapless.benchmarks.measure.RoundStatistic;
import dev.gapless.benchmarks.measure.UsageSnapshot;
import dev.gapless.benchmarks.profile.PartProfiler;
import dev.gapless.benchmarks.report.BenchmarkReport;
import dev.gapless.benchmarks.report.FigureGoal;
import dev.gapless.benchmarks.rig.BenchmarkRig;
import dev.gapless.benchmarks.rig.PostGenerator;
import dev.gapless.benchmarks.rig.ProcessorWorkers;
import dev.gapless.benchmarks.rig.RecordFeed;
import dev.gapless.common.tracing.RecordTracer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Live records on their way from Kafka through the processor and the ledger to changes. Traces are off, of one record
 * in a hundred, and of all; stretches of the three take turns. With all traced it is seen that the measure sees spans.
 */
public final class TracesBenchmark {

    private static final String OFF = "traces off";
    private static final String SAMPLED = "1 % traced";
    private static final String ALL = "all traced";
    private static final String SENT = ", sent";

    /** Classes of tracing outside its package. */
    private static final List<String> TRACING =
            List.of(".BatchTrace", ".RowTrace", ".TracedItems", ".RequestTraceFilter");

    private static final List<String> JUDGED =
            List.of("dev.gapless.", "io.opentelemetry.", "org.springframework.", "org.apache.catalina.");

    private static final double RATIO = 0.01;
    private static final double MORE = 0.03;
    private static final int STRETCH = 30_000;
    private static final int WARM_UPS = 2;

    /** Who processes, and what begins a trace of what is sent. */
    private record Part(String name, ProcessorWorkers intake, RecordTracer tracer) {}

    private final BenchmarkRig rig;
    private final int items;
    private final int rounds;
    private final int warmUps;
    private final Consumer<String> progress;
    private long next;

    /** @param items that go each way in each round */
    public TracesBenchmark(BenchmarkRig rig, int items, int rounds, Consumer<String> progress) {
        this(rig, items, rounds, WARM_UPS, progress);
    }

    TracesBenchmark(BenchmarkRig rig, int items, int rounds, int warmUps, Consumer<String> progress) {
        this.rig = rig;
        this.items = items;
        this.rounds = rounds;
        this.warmUps = warmUps;
        this.progress = progress;
    }

    public BenchmarkReport run() throws Exception {
        RoundResults measured = new RoundResults();
        RoundResults turns = new RoundResults();
        double share;
        try (TracedServices sampled = new TracedServices(rig, RATIO);
                TracedServices traced = new TracedServices(rig, 1);
                RecordFeed feed = new RecordFeed(rig)) {
            List<Part> parts = List.of(
                    new Part(OFF, rig.intake(), RecordTracer.OFF),
                    new Part(SAMPLED, sampled.intake(), sampled.tracer()),
                    new Part(ALL, traced.intake(), traced.tracer()));
            for (int round = -warmUps; round < rounds; round++) {
                progress.accept(round < 0 ? "warm-up" : "round %d of %d".formatted(round + 1, rounds));
                RoundResults counted = round < 0 ? new RoundResults() : turns;
                for (PartSample sample : round(parts, feed, round, counted)) {
                    if (round >= 0) {
                        measured.add(sample);
                    }
                }
            }
            progress.accept("profile of " + SAMPLED);
            Part profiled = parts.get(1);
            share = PartProfiler.share(rig, TracesBenchmark::isTracing, TracesBenchmark::isJudged, () -> {
                for (int done = 0; done < items; done += STRETCH) {
                    stretch(profiled, feed, Math.min(items, STRETCH));
                }
                return null;
            });
            require(sampled.received() > 0, "no span of the sampled records was received");
            require(traced.received() > sampled.received(), "fewer spans of all records than of a hundredth");
        }
        return new BenchmarkReport("traces", "From captured-live to changes, with and without traces", measured)
                .goal(FigureGoal.atMost(
                        "processor time within tracing, 1 % traced, of all of this JVM",
                        RoundStatistic.of(List.of(share)), MORE))
                .fact("more processor time, 1 % traced, by turns", more(turns, SAMPLED))
                .fact("more processor time, all traced, by turns", more(turns, ALL))
                .note(
                        "turns of %,d items of each part differ by tens of percent for other reasons, so the goal's figure"
                                        .formatted(Math.min(items, STRETCH))
                                + " is the share of samples of processor time whose innermost method of ours, of Spring or of"
                                + " OpenTelemetry is one of tracing");
    }

    private static boolean isTracing(String method) {
        return method.startsWith("io.opentelemetry.")
                || method.startsWith("dev.gapless.common.tracing.")
                || TRACING.stream().anyMatch(method::contains);
    }

    /** A filter of tracing calls Spring, and what Spring does then is none of it. */
    private static boolean isJudged(String method) {
        return JUDGED.stream().anyMatch(method::startsWith);
    }

    private static RoundStatistic more(RoundResults rounds, String part) {
        return rounds.figure(round -> cost(round, part) / cost(round, OFF) - 1);
    }

    /** Of an item, sent and processed. */
    private static double cost(Map<String, PartSample> round, String part) {
        return of(round, part + SENT).cpuPerMillion() + of(round, part).cpuPerMillion();
    }

    private static PartSample of(Map<String, PartSample> round, String part) {
        return Objects.requireNonNull(round.get(part), part);
    }

    /** A run whose condition was not there has measured something else. */
    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalStateException(otherwise);
        }
    }

    /** Who is first changes from stretch to stretch. */
    private List<PartSample> round(List<Part> parts, RecordFeed feed, int round, RoundResults turns) throws Exception {
        Map<String, PartSample> sums = new LinkedHashMap<>();
        rig.database().settle();
        int stretch = Math.min(items, STRETCH);
        int turn = Math.floorMod(round, parts.size());
        for (int done = 0; done < items; done += stretch) {
            for (int each = 0; each < parts.size(); each++) {
                for (PartSample sample : stretch(parts.get((turn + each) % parts.size()), feed, stretch)) {
                    sums.merge(sample.part(), sample, PartSample::plus);
                    turns.add(sample);
                }
            }
            turn++;
        }
        List<PartSample> samples = new ArrayList<>();
        for (Part part : parts) {
            samples.add(of(sums, part.name() + SENT));
            samples.add(of(sums, part.name()));
        }
        return samples;
    }

    /** Both are measured: the sending, as traces begin there, and the way of the records from there. */
    private List<PartSample> stretch(Part part, RecordFeed feed, int count) throws InterruptedException {
        long first = next;
        next += count;
        long published = part.intake().published();
        UsageSnapshot begin = rig.meter().mark();
        feed.send(first, next, PostGenerator::live, part.tracer());
        PartSample sent = rig.meter().since(begin, part.name() + SENT, count);
        PartSample processed = part.intake().run(part.name(), count, rig.meter());
        require(
                part.intake().published() - published == count,
                "%s: %d changes (expected: %d)"
                        .formatted(part.name(), part.intake().published() - published, count));
        return List.of(sent, processed);
    }
}
