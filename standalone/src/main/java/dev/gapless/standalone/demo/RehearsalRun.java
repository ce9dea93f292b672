package dev.gapless.standalone.demo;

import dev.gapless.observability.AlertEntry;
import dev.gapless.observability.RuleCatalogue;
import dev.gapless.observability.RunbookCommands;
import dev.gapless.standalone.api.RestApi;
import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.PrometheusProcess;
import dev.gapless.standalone.suite.SuiteHome;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Rehearses alerts in one running suite. For each group of faults that do not disturb each other:
 *
 * <ol>
 *   <li>The faults are made.
 *   <li>Their alerts fire in a real Prometheus.
 *   <li>The commands of the alerts' runbooks are run as they are written.
 *   <li>The faults are mended, and the alerts end.
 * </ol>
 */
public final class RehearsalRun {

    /** By which windows and waiting times of the rules are divided. */
    public static final int DIVISOR = 120;

    /** Events a second, over all accounts. */
    static final int RATE = 30;

    /** Commands that end with 1 when what they show is bad, as it is while a fault lasts. */
    private static final Set<String> JUDGING = Set.of("health", "objective", "status");

    private static final Logger LOG = LoggerFactory.getLogger(RehearsalRun.class);
    private static final SandboxWorld WORLD = new SandboxWorld(17, 4, 5, 60, RATE);
    private static final Duration FIRES_WITHIN = Duration.ofMinutes(2);
    private static final Duration ENDS_WITHIN = Duration.ofMinutes(5);
    /** All services are there, and nothing is behind. */
    private static final String WELL = "max(gapless_coverage_lag_seconds) < 60 and on () count(up == 1) == 6";

    private static final Duration BETWEEN = Duration.ofSeconds(1);

    private final SuiteHome home;
    private final Path program;
    private final RunbookRunner commands;
    private final PrintStream out;
    private final Clock clock;
    private final Map<String, AlertEntry> alerts = new HashMap<>();

    /**
     * @param program Prometheus 2.42 or later
     * @param commands runs a command line against the suite of {@code home}
     * @param out is told what happens
     * @param clock of this machine
     */
    public RehearsalRun(SuiteHome home, Path program, RunbookRunner commands, PrintStream out, Clock clock) {
        this.home = home;
        this.program = program;
        this.commands = commands;
        this.out = out;
        this.clock = clock;
        RuleCatalogue.load().alerts().forEach(alert -> alerts.put(alert.name(), alert));
    }

    /** The alerts that can be rehearsed. */
    public static Set<String> rehearsed() {
        Set<String> names = new TreeSet<>();
        Arrays.stream(RehearsedFault.values()).forEach(fault -> names.addAll(fault.alerts()));
        return names;
    }

    /** The alerts that cannot, each with the reason. */
    public static Map<String, String> notRehearsed() {
        return new TreeMap<>(RehearsedFault.NOT_REHEARSED);
    }

    /**
     * Rehearses some of them.
     *
     * @param wanted names of alerts, of {@link #rehearsed}
     * @param ended is told what the rehearsal of an alert came to, as soon as that is known
     * @param record file for what the documentation's panels showed meanwhile; null for none
     * @return expressions of dashboards, rules and runbooks that had no data meanwhile
     */
    public List<String> run(Set<String> wanted, Consumer<RehearsalResult> ended, @Nullable Path record)
            throws IOException, InterruptedException {
        Map<Integer, List<FaultRecord>> phases = new TreeMap<>();
        for (RehearsedFault fault : RehearsedFault.values()) {
            List<AlertRecord> records = fault.alerts().stream()
                    .filter(wanted::contains)
                    .map(name -> new AlertRecord(Objects.requireNonNull(alerts.get(name), name)))
                    .toList();
            if (!records.isEmpty()) {
                phases.computeIfAbsent(fault.phase(), phase -> new ArrayList<>())
                        .add(new FaultRecord(fault, records));
            }
        }
        out.println("starting the suite");
        RehearsalDefects defects = new RehearsalDefects(clock);
        try (SandboxProcess sandbox = SandboxProcess.open(home, WORLD);
                GaplessSuite suite = GaplessSuite.start(RehearsalSettings.options(home, defects));
                PrometheusProcess prometheus = PrometheusProcess.start(program, suite, DIVISOR)) {
            RestApi scheduler = RestApi.at(suite.url(SuiteService.SCHEDULER), home.adminToken());
            FollowedSandbox followed = FollowedSandbox.follow(scheduler, sandbox.client());
            sandbox.client().generator(true, WORLD.rate());
            Instant begun = clock.instant();
            RehearsalStage stage =
                    new RehearsalStage(suite, sandbox.client(), followed, prometheus, defects, commands, clock);
            for (List<FaultRecord> faults : phases.values()) {
                rehearse(faults, stage);
                faults.forEach(fault -> fault.alerts.forEach(each -> ended.accept(each.result(fault.fault.text()))));
            }
            if (record != null) {
                new PanelRecorder(stage.figures(), clock).write(begun, record);
            }
            return RehearsedExpressions.silent(stage.figures(), begun, clock.instant());
        }
    }

    private void rehearse(List<FaultRecord> faults, RehearsalStage stage) throws InterruptedException {
        List<AlertRecord> records =
                faults.stream().flatMap(fault -> fault.alerts.stream()).toList();
        for (FaultRecord fault : faults) {
            fault.tried(() -> stage.await(WELL));
        }
        awaitState(records, false, ENDS_WITHIN, stage)
                .forEach(record -> record.failures.add("it fired before the fault"));
        for (FaultRecord fault : faults) {
            out.println("fault: " + fault.fault.text());
            long now = System.nanoTime();
            fault.alerts.forEach(record -> record.since = now);
            fault.tried(() -> fault.fault.make(stage));
        }
        awaitState(records, true, FIRES_WITHIN, stage)
                .forEach(record ->
                        record.failures.add("it did not fire within %d s".formatted(FIRES_WITHIN.toSeconds())));
        RunbookWords words = new RunbookWords(stage);
        for (AlertRecord record : records) {
            for (String each : RunbookCommands.whileFiring(record.alert)) {
                command(each, words, record);
            }
            for (String query : RunbookCommands.queries(record.alert)) {
                query(query, stage, record);
            }
        }
        for (FaultRecord fault : faults) {
            fault.tried(() -> fault.fault.mend(stage));
            long now = System.nanoTime();
            fault.alerts.forEach(record -> record.since = now);
        }
        awaitState(records, false, ENDS_WITHIN, stage)
                .forEach(
                        record -> record.failures.add("it did not end within %d s".formatted(ENDS_WITHIN.toSeconds())));
        for (AlertRecord record : records) {
            for (String each : RunbookCommands.proving(record.alert)) {
                command(each, words, record);
            }
        }
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    /** Waits until all fire, or none does. @return those that did not come to that in time */
    private List<AlertRecord> awaitState(
            List<AlertRecord> records, boolean firing, Duration patience, RehearsalStage stage)
            throws InterruptedException {
        long begun = System.nanoTime();
        List<AlertRecord> left = new ArrayList<>(records);
        while (!left.isEmpty() && seconds(begun) < patience.toSeconds()) {
            Optional<Set<String>> now = firing(stage);
            if (now.isPresent()) {
                left.removeIf(record -> now.get().contains(record.alert.name()) == firing && record.came(firing, out));
            }
            if (!left.isEmpty()) {
                Thread.sleep(BETWEEN);
            }
        }
        return left;
    }

    /** The names of the alerts that fire; empty while Prometheus does not answer. */
    private static Optional<Set<String>> firing(RehearsalStage stage) throws InterruptedException {
        Set<String> names = new HashSet<>();
        try {
            for (JsonNode series : stage.figures().query("ALERTS{alertstate=\"firing\"}")) {
                names.add(series.get("metric").get("alertname").stringValue());
            }
            return Optional.of(names);
        } catch (IOException e) {
            LOG.info("rehearsal-waits-for-prometheus cause=\"{}\"", e.getMessage());
            return Optional.empty();
        }
    }

    private void command(String text, RunbookWords words, AlertRecord record) {
        try {
            Optional<String> command = words.complete(text);
            if (command.isEmpty()) {
                record.failures.add("not run, because nothing stands for a word of it here: ./gapless " + text);
                return;
            }
            List<String> parts = List.of(command.get().split(" ", -1));
            int status = commands.run(parts);
            record.commands.add("./gapless %s: %d".formatted(command.get(), status));
            if (status != 0 && !(status == 1 && JUDGING.contains(parts.getFirst()))) {
                record.failures.add("./gapless %s ended with %d".formatted(command.get(), status));
            }
        } catch (IOException e) {
            record.failures.add("./gapless %s: %s".formatted(text, e.getMessage()));
        }
    }

    private static void query(String query, RehearsalStage stage, AlertRecord record) throws InterruptedException {
        try {
            record.commands.add("%s: %d series"
                    .formatted(query, stage.figures().query(query).size()));
        } catch (IOException e) {
            record.failures.add(String.valueOf(e.getMessage()));
        }
    }

    /** Makes or mends a fault. */
    @FunctionalInterface
    private interface FaultStep {
        void run() throws IOException, InterruptedException;
    }

    /** A fault and the alerts that are wanted of it. */
    private record FaultRecord(RehearsedFault fault, List<AlertRecord> alerts) {

        /** What fails is said of each of its alerts; the other faults go on. */
        void tried(FaultStep step) throws InterruptedException {
            try {
                step.run();
            } catch (IOException | RuntimeException e) {
                LOG.warn("rehearsal-fault-failed fault={}", fault, e);
                alerts.forEach(record -> record.failures.add(String.valueOf(e.getMessage())));
            }
        }
    }

    /** What is known of one alert so far. */
    private static final class AlertRecord {

        private final AlertEntry alert;
        private final List<String> commands = new ArrayList<>();
        private final List<String> failures = new ArrayList<>();
        private long since;
        private double fired = -1;
        private double ended = -1;

        private AlertRecord(AlertEntry alert) {
            this.alert = alert;
        }

        /** @return true */
        private boolean came(boolean firing, PrintStream out) {
            if (firing) {
                fired = seconds(since);
                out.printf("  %-32s fires after %.0f s%n", alert.name(), fired);
            } else if (fired >= 0) {
                ended = seconds(since);
                out.printf("  %-32s ends after %.0f s%n", alert.name(), ended);
            }
            return true;
        }

        private RehearsalResult result(String fault) {
            return new RehearsalResult(alert.name(), fault, fired, ended, commands, failures);
        }
    }
}
