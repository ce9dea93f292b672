package dev.gapless.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.standalone.api.RestApi;
import dev.gapless.standalone.check.CheckResult;
import dev.gapless.standalone.check.TruthCheck;
import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.SharedSuite;
import dev.gapless.standalone.suite.SuiteHome;
import dev.gapless.standalone.suite.SuiteService;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Doors of a source under load, open for a share of the accounts and then for more of them. What is covered is judged
 * by the source's own truth.
 */
@Tag("long")
class FlaggedDoorsIT {

    private static final SandboxWorld WORLD = new SandboxWorld(19, 12, 2, 40, 0);
    private static final int RATE = 60;
    private static final int HALF = 50;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final String source = SharedSuite.source();

    @TempDir
    private Path directory;

    private RestApi scheduler;
    private JdbcClient jdbc;

    @BeforeEach
    void connect() throws Exception {
        GaplessSuite suite = SharedSuite.get();
        scheduler = RestApi.at(suite.url(SuiteService.SCHEDULER), suite.home().adminToken());
        jdbc = JdbcClient.create(new DriverManagerDataSource(
                suite.servers().jdbcUrl(),
                suite.servers().databaseUser(),
                suite.servers().databasePassword()));
    }

    @AfterEach
    void remove() throws Exception {
        SharedSuite.remove(source);
    }

    @Test
    void a_live_door_that_closes_for_some_leaves_them_to_mining_and_no_coverage_leads_the_truth() throws Exception {
        GaplessSuite suite = SharedSuite.get();
        try (SandboxProcess sandbox = SandboxProcess.open(SuiteHome.open(directory), WORLD)) {
            RestApi checkpoint =
                    RestApi.at(suite.url(SuiteService.CHECKPOINT), suite.home().serviceToken());
            SandboxClient client = sandbox.client();
            FollowedSandbox followed = FollowedSandbox.follow(scheduler, client, source, UnaryOperator.identity());
            Clock clock = Clock.systemUTC();
            SettleWaiter settling = new SettleWaiter(checkpoint, suite.servers(), followed, clock);
            client.generator(true, RATE);
            await().atMost(TIMEOUT).untilAsserted(() -> assertThat(live()).isEqualTo(below(100)));
            assertThat(below(HALF)).as("some, and not all").isNotEmpty().isNotEqualTo(below(100));

            set("live", HALF);
            await().atMost(TIMEOUT).untilAsserted(() -> assertThat(live()).isEqualTo(below(HALF)));
            client.generator(false, 0);
            settled(settling, clock, client, "while half of the accounts are only mined");

            client.generator(true, RATE);
            set("live", 100);
            await().atMost(TIMEOUT).untilAsserted(() -> assertThat(live()).isEqualTo(below(100)));
            set("history", 0);
            client.generator(false, 0);
            scheduler.delete("/v1/flags/%s/history".formatted(source));
            settled(settling, clock, client, "after all doors are open again");
        }
    }

    private void settled(SettleWaiter settling, Clock clock, SandboxClient client, String when) throws Exception {
        assertThat(settling.await(clock.instant().plusSeconds(1), TIMEOUT))
                .as("streams still open " + when)
                .isEmpty();
        CheckResult verdict = new TruthCheck(SharedSuite.get().servers(), client::get, source).run();
        assertThat(verdict.clean())
                .as("%s: %s %s", when, verdict, verdict.examples())
                .isTrue();
    }

    private void set(String door, int percent) throws Exception {
        scheduler.put(
                "/v1/flags/%s/%s?percent=%d&reason=a+test".formatted(source, door, percent),
                "application/json",
                new byte[0]);
    }

    private Set<String> below(int percent) {
        return new TreeSet<>(jdbc.sql(
                        "select account from scheduler.account where source = ? and scheduler.account_place(source, account) < ?")
                .params(source, percent)
                .query((row, number) -> row.getString(1))
                .list());
    }

    /** Accounts with a stream that a live window covers now. */
    private Set<String> live() {
        return new TreeSet<>(jdbc.sql("select distinct account from scheduler.stream_plan where source = ? and live")
                .params(source)
                .query((row, number) -> row.getString(1))
                .list());
    }
}
