package dev.gapless.benchmarks.peer;

import dev.gapless.benchmarks.measure.PartSample;
import dev.gapless.benchmarks.measure.RoundResults;
import dev.gapless.benchmarks.report.BenchmarkReport;
import dev.gapless.benchmarks.report.FigureGoal;
import dev.gapless.benchmarks.rig.BenchmarkRig;
import dev.gapless.benchmarks.rig.PostGenerator;
import dev.gapless.benchmarks.rig.RecordFeed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The same posts through ours and through the peer, in turn, each from a topic that was filled before. */
public final class PeerBenchmark {

    private static final String OURS = "Gapless, end to end";
    static final String AGAIN = ", again";

    private static final double MORE = 1.5;
    private static final int WARM_UPS = 2;

    private final BenchmarkRig rig;
    private final Path home;
    private final int items;
    private final int rounds;
    private final Consumer<String> progress;
    private long next = 2_000_000_000L;

    /** @param home the project's directory */
    public PeerBenchmark(BenchmarkRig rig, Path home, int items, int rounds, Consumer<String> progress) {
        this.rig = rig;
        this.home = home;
        this.items = items;
        this.rounds = rounds;
        this.progress = progress;
    }

    public BenchmarkReport run() throws Exception {
        progress.accept("fetching the peer, where it is not there yet");
        PeerArtifacts fetched = PeerArtifacts.into(home);
        RoundResults measured = new RoundResults();
        List<String> names = new ArrayList<>();
        try (RecordFeed feed = new RecordFeed(rig);
                DebeziumPeer plain = new DebeziumPeer(rig, fetched, "batches", Map.of());
                DebeziumPeer unnest = new DebeziumPeer(
                        rig, fetched, "unnest", Map.of("dialect.postgres.unnest.insert.enabled", "true"))) {
            names.add(plain.name());
            names.add(unnest.name());
            for (int round = -WARM_UPS; round < rounds; round++) {
                progress.accept(round < 0 ? "warm-up" : "round %d of %d".formatted(round + 1, rounds));
                for (PartSample sample : List.of(
                        ours(feed),
                        oursAgain(feed),
                        plain.run(items),
                        plain.again(items),
                        unnest.run(items),
                        unnest.again(items))) {
                    if (round >= 0) {
                        measured.add(sample);
                    }
                }
            }
        }
        BenchmarkReport report = new BenchmarkReport("peer", "The same posts through another house's sink", measured)
                .goal(FigureGoal.atLeast(
                        "rows a processor second, of the better variant of the peer",
                        measured.figure(round -> of(round, OURS)
                                / names.stream()
                                        .mapToDouble(name -> of(round, name))
                                        .max()
                                        .orElse(1)),
                        MORE))
                .fact(
                        "the same, of posts that come by both paths: new ones, and all of them again",
                        measured.figure(round -> twice(round, OURS)
                                / names.stream()
                                        .mapToDouble(name -> twice(round, name))
                                        .max()
                                        .orElse(1)));
        names.forEach(name -> report.fact(
                "rows a processor second, of " + name, measured.figure(round -> of(round, OURS) / of(round, name))));
        return report.note(
                "the peer parses and upserts; it neither hashes, nor guards versions, nor publishes changes");
    }

    private static double of(Map<String, PartSample> round, String part) {
        PartSample sample = round.get(part);
        if (sample == null) {
            throw new IllegalStateException("part: %s (expected: measured)".formatted(part));
        }
        return sample.perCpuSecond();
    }

    private static double twice(Map<String, PartSample> round, String part) {
        return 2 / (1 / of(round, part) + 1 / of(round, part + AGAIN));
    }

    private PartSample ours(RecordFeed feed) throws InterruptedException {
        feed.send(next, next + items, PostGenerator::mined);
        next += items;
        rig.database().settle();
        return rig.intake().run(OURS, items, rig.meter());
    }

    private PartSample oursAgain(RecordFeed feed) throws InterruptedException {
        feed.send(next - items, next, PostGenerator::mined);
        rig.database().vacuum();
        rig.database().settle();
        return rig.intake().run(OURS + AGAIN, items, rig.meter());
    }
}
