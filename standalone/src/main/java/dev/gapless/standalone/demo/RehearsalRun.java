package dev.gapless.standalone.demo;

import dev.gapless.observability.AlertEntry;
import dev.gapless.observability.RuleCatalogue;
import dev.gapless.observability.RunbookCommands;
import dev.gapless.standalone.api.PrometheusApi;
import dev.gapless.standalone.api.RestApi;
import dev.gapless.standalone.demo.RehearsedFault.RehearsalStage;
import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.PrometheusProcess;
import dev.gapless.standalone.suite.SuiteHome;
import dev.gapless.standalone.suite.SuiteOptions;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rehearses alerts. For each fault:
 *
 * <ol>
 *   <li>The fault is made in a running suite.
 *   <li>The alert fires in a real Prometheus.
 *   <li>The commands of its runbook are run as they are written.
 *   <li>The fault is mended, and the alert ends.
 * </ol>
 */
public final class RehearsalRun {

    /** By which windows and waiting times of the rules are divided. */
    public static final int DIVISOR = 30;

    private static final Logger LOG = LoggerFactory.getLogger(RehearsalRun.class);
    private static final SandboxWorld WORLD = new SandboxWorld(17, 4, 5, 60, 30);
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Duration BETWEEN = Duration.ofSeconds(1);

    /** A word in capital letters, which a person replaces. */
    private static final Pattern WORD = Pattern.compile("\\b[A-Z]{2,}\\b");

    /** States are written in capital letters as well. */
    private static final Set<String> STATES = Set.of("OPEN", "STUCK", "NEW", "UNFILLABLE", "FILLED");

    /** Runs a command of the command line. @return its exit status */
    @FunctionalInterface
    public interface RunbookRunner {
        int run(List<String> words);
    }

    private final SuiteHome home;
    private final Path program;
    private final RunbookRunner commands;
    private final PrintStream out;
    private final Map<String, AlertEntry> alerts = new HashMap<>();

    /**
     * @param program Prometheus 2.42 or later
     * @param commands runs a command line against the suite of {@code home}
     * @param out is told what happens
     */
    public RehearsalRun(SuiteHome home, Path program, RunbookRunner commands, PrintStream out) {
        this.home = home;
        this.program = program;
        this.commands = commands;
        this.out = out;
        RuleCatalogue.load().alerts().forEach(alert -> alerts.put(alert.name(), alert));
    }

    /** The alerts that can be rehearsed. */
    public static Set<String> rehearsed() {
        Set<String> names = new TreeSet<>();
        Arrays.stream(RehearsedFault.values()).forEach(fault -> names.addAll(fault.alerts()));
        return names;
    }

    /** @param wanted names of alerts, of {@link #rehearsed} */
    public List<RehearsalResult> run(Set<String> wanted) throws IOException, InterruptedException {
        List<RehearsalResult> results = new ArrayList<>();
        out.println("starting the suite");
        try (SandboxProcess sandbox = SandboxProcess.open(home, WORLD);
                GaplessSuite suite = GaplessSuite.start(SuiteOptions.of(home, 0, what -> {})
                        .confirmingSoon()
                        .with(List.of(
                                "gapless.checkpoint.accounting.read-every=2s",
                                "gapless.scheduler.objective.judge-every=2s",
                                "gapless.scheduler.planning.sweep=10s")));
                PrometheusProcess prometheus = PrometheusProcess.start(program, suite, DIVISOR)) {
            RestApi scheduler = RestApi.at(suite.url(SuiteService.SCHEDULER), home.adminToken());
            FollowedSandbox.follow(scheduler, sandbox.client());
            sandbox.client().generator(true, WORLD.rate());
            PrometheusApi api = new PrometheusApi(prometheus.url());
            RehearsalStage stage = new RehearsalStage(suite, sandbox.client());
            for (RehearsedFault fault : RehearsedFault.values()) {
                List<String> names =
                        fault.alerts().stream().filter(wanted::contains).toList();
                if (!names.isEmpty()) {
                    results.addAll(rehearse(fault, names, stage, api));
                }
            }
        }
        return results;
    }

    private List<RehearsalResult> rehearse(
            RehearsedFault fault, List<String> names, RehearsalStage stage, PrometheusApi api)
            throws IOException, InterruptedException {
        List<AlertRecord> records = names.stream()
                .map(name -> new AlertRecord(Objects.requireNonNull(alerts.get(name), name)))
                .toList();
        for (AlertRecord record : records) {
            if (!comesTo(api, record, false)) {
                record.failures.add("it fired before the fault");
            }
        }
        out.println("fault: " + fault.text());
        long made = System.nanoTime();
        fault.make(stage);
        for (AlertRecord record : records) {
            if (comesTo(api, record, true)) {
                record.fired = seconds(made);
                out.printf("  %-32s fires after %.0f s%n", record.alert.name(), record.fired);
            } else {
                record.failures.add("it did not fire within " + PATIENCE.toMinutes() + " min");
            }
        }
        Map<String, String> words = fault.words(stage);
        for (AlertRecord record : records) {
            RunbookCommands.whileFiring(record.alert).forEach(each -> command(each, words, record));
            for (String query : RunbookCommands.queries(record.alert)) {
                query(query, api, record);
            }
        }
        long mended = System.nanoTime();
        fault.mend(stage);
        for (AlertRecord record : records) {
            if (comesTo(api, record, false)) {
                record.ended = seconds(mended);
                out.printf("  %-32s ends after %.0f s%n", record.alert.name(), record.ended);
            } else {
                record.failures.add("it did not end within " + PATIENCE.toMinutes() + " min");
            }
            RunbookCommands.proving(record.alert).forEach(each -> command(each, words, record));
        }
        return records.stream().map(record -> record.result(fault.text())).toList();
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    /** Waits until the alert fires, or does not. @return false when it did not come to that in time */
    private static boolean comesTo(PrometheusApi api, AlertRecord record, boolean firing) throws InterruptedException {
        long begun = System.nanoTime();
        String firingNow = "ALERTS{alertname=\"%s\",alertstate=\"firing\"}".formatted(record.alert.name());
        while (seconds(begun) < PATIENCE.toSeconds()) {
            try {
                if (api.query(firingNow).isEmpty() != firing) {
                    return true;
                }
            } catch (IOException e) {
                LOG.info("rehearsal-waits-for-prometheus cause=\"{}\"", e.getMessage());
            }
            Thread.sleep(BETWEEN);
        }
        return false;
    }

    private void command(String text, Map<String, String> words, AlertRecord record) {
        String command = WORD.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(words.getOrDefault(found.group(), found.group())));
        List<String> left = WORD.matcher(command)
                .results()
                .map(found -> found.group())
                .filter(word -> !STATES.contains(word))
                .toList();
        if (!left.isEmpty()) {
            record.commands.add("not run, because nothing stands for %s here: ./gapless %s".formatted(left, command));
            return;
        }
        int status = commands.run(List.of(command.split(" ", -1)));
        record.commands.add("./gapless %s: %d".formatted(command, status));
        if (status != 0) {
            record.failures.add("./gapless %s ended with %d".formatted(command, status));
        }
    }

    private void query(String query, PrometheusApi api, AlertRecord record) throws InterruptedException {
        try {
            record.commands.add(
                    "%s: %d series".formatted(query, api.query(query).size()));
        } catch (IOException e) {
            record.failures.add(String.valueOf(e.getMessage()));
        }
    }

    /** What is known of one alert so far. */
    private static final class AlertRecord {

        private final AlertEntry alert;
        private final List<String> commands = new ArrayList<>();
        private final List<String> failures = new ArrayList<>();
        private double fired = -1;
        private double ended = -1;

        private AlertRecord(AlertEntry alert) {
            this.alert = alert;
        }

        private RehearsalResult result(String fault) {
            return new RehearsalResult(alert.name(), fault, fired, ended, commands, failures);
        }
    }
}
