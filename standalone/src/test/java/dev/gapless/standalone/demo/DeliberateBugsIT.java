package dev.gapless.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.capture.delivery.CapturePublisher;
import dev.gapless.common.kafka.SendCallback;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.CoverageRetraction;
import dev.gapless.common.message.DeadLetter;
import dev.gapless.processor.changes.ChangePublisher;
import dev.gapless.processor.commit.CommitClient;
import dev.gapless.standalone.check.CheckResult;
import dev.gapless.standalone.check.TruthCheck;
import dev.gapless.standalone.suite.SuiteHome;
import dev.gapless.standalone.suite.SuiteOptions;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * The check can fail. The whole suite runs with five bugs, each confined to its own accounts, and each makes its own
 * count rise. The accounts without a bug stay clean in the same run.
 */
class DeliberateBugsIT {

    private static final Duration RUN = Duration.ofSeconds(18);
    private static final SandboxWorld WORLD = new SandboxWorld(7, 30, 5, 60, 60);

    @TempDir
    private Path directory;

    private final Map<PlantedBug, CheckResult> verdicts = new EnumMap<>(PlantedBug.class);
    private final AtomicReference<@Nullable CheckResult> clean = new AtomicReference<>();

    @Test
    void each_of_five_bugs_makes_its_own_count_rise_and_accounts_without_a_bug_stay_clean() throws Exception {
        DemoReport report = new DemoRun(options(), Clock.systemUTC()).run();

        assertThat(verdict(PlantedBug.DROPS_ITEMS).lost()).as("lost").isPositive();
        assertThat(verdict(PlantedBug.PUBLISHES_TWICE).duplicated())
                .as("duplicated")
                .isPositive();
        assertThat(verdict(PlantedBug.LETS_OLDER_REPLACE_NEWER).stale())
                .as("stale")
                .isPositive();
        assertThat(verdict(PlantedBug.DROPS_TOMBSTONES).resurrected())
                .as("resurrected")
                .isPositive();
        assertThat(verdict(PlantedBug.CLAIMS_BEFORE_THE_SUBSCRIPTION).falseCoverage())
                .as("false coverage")
                .isPositive();
        assertThat(clean.get()).isNotNull().satisfies(verdict -> {
            assertThat(verdict.examples()).isEmpty();
            assertThat(verdict.clean()).isTrue();
            assertThat(verdict.versions()).isPositive();
        });
        assertThat(report.heldBeyond())
                .as("held coverage without what the ledger never got")
                .isPositive();
        assertThat(report.passed()).isFalse();
    }

    private CheckResult verdict(PlantedBug bug) {
        CheckResult verdict = verdicts.get(bug);
        if (verdict == null) {
            throw new AssertionError("no verdict for " + bug);
        }
        return verdict;
    }

    private DemoOptions options() throws IOException {
        Duration minute = Duration.ofMinutes(1);
        return new DemoOptions(
                SuiteHome.open(directory),
                RUN,
                0,
                WORLD,
                List.of(
                        new PlannedFault(0.2, "drop-socket", 20, minute, minute),
                        new PlannedFault(0.4, "drop-socket", 20, minute, minute),
                        new PlannedFault(0.6, "drop-socket", 20, minute, minute)),
                new PrintStream(System.out, true, StandardCharsets.UTF_8),
                false,
                options -> new SuiteOptions(options.home(), options.portBase(), options.progress(), this::withBugs),
                (suite, share) -> {},
                this::inspect);
    }

    private void inspect(TruthCheck check) throws IOException, InterruptedException, SQLException {
        for (PlantedBug bug : PlantedBug.values()) {
            verdicts.put(bug, check.run(bug::concerns));
        }
        clean.set(check.run(PlantedBug::concernsNone));
    }

    private SpringApplicationBuilder withBugs(SuiteService service, SpringApplicationBuilder application) {
        return application.initializers((GenericApplicationContext context) -> context.getBeanFactory()
                .addBeanPostProcessor(new BeanPostProcessor() {
                    @Override
                    public Object postProcessAfterInitialization(Object bean, String name) {
                        return switch (bean) {
                            case CommitClient ledger -> new BuggyLedger(ledger, database());
                            case ChangePublisher publisher -> twice(publisher);
                            case CapturePublisher outbox
                            when service == SuiteService.CAPTURE -> new BoastfulOutbox(outbox);
                            default -> bean;
                        };
                    }
                }));
    }

    private static ChangePublisher twice(ChangePublisher right) {
        return (change, transaction) -> {
            right.publish(change, transaction);
            if (PlantedBug.PUBLISHES_TWICE.concerns(change.item().account())) {
                right.publish(change, transaction);
            }
        };
    }

    /** The bug needs a way around the ledger's own interface. */
    private DataSource database() {
        try {
            Path servers = directory.resolve("servers");
            String port = java.nio.file.Files.readString(servers.resolve("postgres.port"))
                    .strip();
            String password = java.nio.file.Files.readString(servers.resolve("postgres.secret"))
                    .strip();
            return new DriverManagerDataSource("jdbc:postgresql://127.0.0.1:" + port + "/gapless", "gapless", password);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Claims more than there was: as if a window began before the subscription was confirmed. */
    private record BoastfulOutbox(CapturePublisher right) implements CapturePublisher {

        private static final long TEN_SECONDS = 10_000_000;

        @Override
        public void captured(CapturedRecord item, SendCallback done) {
            right.captured(item, done);
        }

        @Override
        public void deadLetter(String source, DeadLetter letter, Consumer<@Nullable Exception> done) {
            right.deadLetter(source, letter, done);
        }

        @Override
        public void coverage(CoverageReport report, Consumer<@Nullable Exception> done) {
            boolean boast = PlantedBug.CLAIMS_BEFORE_THE_SUBSCRIPTION.concerns(
                    report.stream().account());
            right.coverage(boast ? widened(report) : report, done);
        }

        @Override
        public void retract(CoverageRetraction retraction, Consumer<@Nullable Exception> done) {
            right.retract(retraction, done);
        }

        private static CoverageReport widened(CoverageReport report) {
            return new CoverageReport(
                    new CoverageReport.WindowRef(
                            report.windowId(), report.stream(), report.path(), report.epoch(), report.generation()),
                    new CoverageReport.ClaimedRange(
                            report.from() - TEN_SECONDS,
                            report.to(),
                            report.evidence(),
                            report.aspects(),
                            report.open()),
                    new CoverageReport.StreamHints(report.anchors(), report.frontier(), report.latenessMicros()),
                    report.records(),
                    report.at());
        }
    }
}
