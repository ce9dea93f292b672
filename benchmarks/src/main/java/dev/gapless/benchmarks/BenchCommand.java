package dev.gapless.benchmarks;

import dev.gapless.benchmarks.cache.CacheBenchmark;
import dev.gapless.benchmarks.coverage.CoverageBenchmark;
import dev.gapless.benchmarks.coverage.ReportBenchmark;
import dev.gapless.benchmarks.floor.FloorBenchmark;
import dev.gapless.benchmarks.growth.GrowthBenchmark;
import dev.gapless.benchmarks.hop.HopBenchmark;
import dev.gapless.benchmarks.ledger.LedgerBenchmark;
import dev.gapless.benchmarks.paths.PathBenchmark;
import dev.gapless.benchmarks.peer.PeerBenchmark;
import dev.gapless.benchmarks.push.LiveClientBenchmark;
import dev.gapless.benchmarks.push.PushBenchmark;
import dev.gapless.benchmarks.quota.PageBenchmark;
import dev.gapless.benchmarks.quota.QuotaBenchmark;
import dev.gapless.benchmarks.quota.QuotaVariant;
import dev.gapless.benchmarks.report.BenchmarkReport;
import dev.gapless.benchmarks.report.ConsoleReport;
import dev.gapless.benchmarks.report.MachineDescription;
import dev.gapless.benchmarks.report.ReportFiles;
import dev.gapless.benchmarks.rig.BenchmarkRig;
import dev.gapless.benchmarks.scale.OutageBenchmark;
import dev.gapless.benchmarks.scale.ScaleBenchmark;
import dev.gapless.benchmarks.traces.TracesBenchmark;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gapless bench}: measures, and says how far that is from the goals. */
@Command(
        name = "gapless bench",
        mixinStandardHelpOptions = true,
        description = "Measures this machine's rates and costs, compared with bare loops of the same run.")
final class BenchCommand implements Callable<Integer> {

    /** How long the limit is held before it is halved, and after. */
    private static final Duration QUOTA_PART = Duration.ofSeconds(25);

    /** Of each way to fetch pages in a round. */
    private static final Duration PAGES_PART = Duration.ofSeconds(12);

    /** As long as events are made for paths: a second stands for a minute. */
    private static final Duration HOUR = Duration.ofSeconds(60);

    /** What can be measured. */
    private enum What {
        LEDGER,
        HOP,
        PEER,
        GROWTH,
        COVERAGE,
        REPORTS,
        HINTS,
        FLOOR,
        SCALE,
        OUTAGE,
        PUSH,
        LIVE,
        QUOTA,
        PAGES,
        PATHS,
        TRACES,
        ALL;

        List<What> each() {
            return this == ALL
                    ? List.of(
                            LEDGER, HOP, PEER, GROWTH, COVERAGE, REPORTS, HINTS, FLOOR, SCALE, OUTAGE, PUSH, LIVE,
                            QUOTA, PAGES, PATHS, TRACES)
                    : List.of(this);
        }
    }

    @Parameters(paramLabel = "WHAT", arity = "0..1", description = "${COMPLETION-CANDIDATES} (default: ledger)")
    private What what = What.LEDGER;

    @Option(
            names = "--items",
            description =
                    "items of a round, or gaps filled at each level of outage (default: of each benchmark its own)")
    private int items;

    @Option(names = "--accounts", description = "accounts of scale and outage (default: ${DEFAULT-VALUE})")
    private int accounts = 100_000;

    @Option(names = "--gaps", description = "open gaps of scale and outage, at most (default: ${DEFAULT-VALUE})")
    private long gaps = 1_000_000;

    @Option(names = "--schedulers", description = "schedulers of scale and outage (default: ${DEFAULT-VALUE})")
    private int schedulers = 1;

    @Option(names = "--credentials", description = "credentials of quota (default: ${DEFAULT-VALUE})")
    private int credentials = 20;

    @Option(names = "--no-headers", description = "quota: the source's answers do not show what is left")
    private boolean noHeaders;

    @Option(names = "--pool", description = "quota: the credentials are the source's own, and no account has one")
    private boolean pool;

    @Option(names = "--stop-redis", description = "quota: Redis is stopped in the middle, and the limit is not halved")
    private boolean stopRedis;

    @Option(names = "--rounds", description = "rounds that count (default: ${DEFAULT-VALUE})")
    private int rounds = 3;

    @Option(names = "--quick", description = "push and live: one short round; push with 200 subscribers")
    private boolean quick;

    @Option(names = "--report", description = "where JSON and plots go (default: target/bench of the project)")
    private @Nullable Path report;

    @Option(names = "--home", hidden = true, description = "the project")
    private Path home = Path.of("");

    @Option(names = "--set", paramLabel = "NAME=VALUE", description = "a property of the services, to try another one")
    private List<String> settings = new ArrayList<>();

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    @Override
    public Integer call() throws Exception {
        Path directory = report != null ? report : home.resolve("target/bench");
        Map<String, String> machine = MachineDescription.facts();
        machine.forEach((fact, value) -> out.printf("%-12s %s%n", fact, value));
        try (ShutdownHook _ = ShutdownHook.whenInterrupted(Thread.currentThread());
                TempWorkspace workplace = TempWorkspace.make()) {
            for (What each : what.each()) {
                System.err.println(each.name().toLowerCase(Locale.ROOT));
                BenchmarkReport outcome = run(each, workplace);
                out.print(ConsoleReport.text(outcome));
                ReportFiles.write(outcome, machine, directory);
            }
        }
        out.printf("all samples and plots: %s%n", directory);
        return 0;
    }

    /**
     * The tables of one that grows without end are looked at all the while, with the statistics that they then have.
     */
    private static BenchmarkRig.Vacuum vacuum(What each) {
        return each == What.GROWTH || each == What.REPORTS || each == What.SCALE || each == What.OUTAGE
                ? BenchmarkRig.Vacuum.BY_THE_SERVER
                : BenchmarkRig.Vacuum.BETWEEN_PARTS;
    }

    /** What the services are started with. */
    private static List<String> needed(What each) {
        return switch (each) {
            case COVERAGE -> List.of(CoverageBenchmark.MERGE_SOON);
            case HINTS -> CacheBenchmark.SETTINGS;
            case LIVE -> LiveClientBenchmark.SETTINGS;
            default -> List.of();
        };
    }

    private BenchmarkReport run(What each, TempWorkspace workplace) throws Exception {
        if (each == What.PATHS) {
            // a suite of its own, with all services
            return new PathBenchmark(workplace.directory("paths"), HOUR, this::progress).run();
        }
        List<String> properties = Stream.concat(
                        needed(each).stream(), settings.stream().map(setting -> "--" + setting))
                .toList();
        try (BenchmarkRig rig = BenchmarkRig.start(
                workplace.directory(each.name().toLowerCase(Locale.ROOT)), properties, vacuum(each))) {
            return switch (each) {
                case LEDGER -> new LedgerBenchmark(rig, items(100_000), rounds, this::progress).run();
                case HOP -> new HopBenchmark(rig, items(100_000), rounds, this::progress).run();
                case PEER -> new PeerBenchmark(rig, home, items(100_000), rounds, this::progress).run();
                case GROWTH -> new GrowthBenchmark(rig, items(20_000_000), this::progress).run();
                case COVERAGE -> new CoverageBenchmark(rig, items(100_000), rounds, this::progress).run();
                case REPORTS -> new ReportBenchmark(rig, items(100_000), rounds, this::progress).run();
                case HINTS -> new CacheBenchmark(rig, items(100_000), rounds, this::progress).run();
                case FLOOR -> new FloorBenchmark(rig, items(100_000), rounds, this::progress).run();
                case SCALE -> new ScaleBenchmark(rig, accounts, gaps, schedulers, this::progress).run();
                case OUTAGE ->
                    new OutageBenchmark(rig, accounts, gaps, items(10_000), schedulers, this::progress).run();
                case PUSH -> new PushBenchmark(rig, home, quick, rounds, this::progress).run();
                case LIVE -> new LiveClientBenchmark(rig, quick, rounds, this::progress).run();
                case QUOTA ->
                    new QuotaBenchmark(
                                    rig,
                                    new QuotaVariant(credentials, !noHeaders, pool, stopRedis),
                                    QUOTA_PART,
                                    this::progress)
                            .run();
                case PAGES -> new PageBenchmark(rig, rounds, PAGES_PART, this::progress).run();
                case TRACES -> new TracesBenchmark(rig, items(150_000), rounds, this::progress).run();
                case PATHS, ALL -> throw new IllegalStateException("run elsewhere");
            };
        }
    }

    private int items(int otherwise) {
        return items > 0 ? items : otherwise;
    }

    private void progress(String step) {
        System.err.printf("  %s%n", step);
    }
}
