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
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Live paths with faults. One stays open and delivers nothing, one falls silent, one delivers late. One shows today
 * what happened yesterday, and one changes the order. Each on an account of its own, in one run.
 */
class RetractionsIT {

    private static final SandboxWorld WORLD = new SandboxWorld(7, 5, 2, 40, 0);
    private static final int RATE = 150;
    /** For how long a path lies. A gap that is only declared once it tells the truth again comes too late. */
    private static final Duration LIE = Duration.ofSeconds(30);

    /** For how long late frames are held back: before they arrive nothing can know of them. */
    private static final Duration HELD_BACK = Duration.ofSeconds(5);

    private static final Duration LEARNING = Duration.ofSeconds(12);
    private static final Duration TIMEOUT = Duration.ofSeconds(90);

    private final String source = SharedSuite.source();

    @TempDir
    private Path directory;

    @AfterEach
    void remove() throws Exception {
        SharedSuite.remove(source);
    }

    @Test
    void what_a_lying_path_left_out_is_declared_as_a_gap_and_filled() throws Exception {
        GaplessSuite suite = SharedSuite.get();
        SuiteHome home = suite.home();
        try (SandboxProcess sandbox = SandboxProcess.open(SuiteHome.open(directory), WORLD)) {
            RestApi scheduler = RestApi.at(suite.url(SuiteService.SCHEDULER), home.adminToken());
            RestApi checkpoint = RestApi.at(suite.url(SuiteService.CHECKPOINT), home.serviceToken());
            SandboxClient client = sandbox.client();
            FollowedSandbox followed = FollowedSandbox.follow(
                    scheduler,
                    client,
                    source,
                    manifest -> manifest.replace("heartbeat: 1s", "heartbeat: 3s")
                            .replace("silence-limit: 4s", "silence-limit: 6s"));
            Clock clock = Clock.systemUTC();
            SettleWaiter settling = new SettleWaiter(checkpoint, suite.servers(), followed, clock);
            assertThat(settling.await(clock.instant(), TIMEOUT)).isEmpty();

            client.generator(true, RATE);
            pass(LEARNING);
            Gaps gaps = new Gaps(suite, source);
            Instant ordered = clock.instant();
            String blind = client.plan(order("blind-stream", "acc-0001", "'streams':['posts'],'duration':'30s'"));
            String silent = client.plan(order("half-open", "acc-0002", "'count':1,'duration':'30s'"));
            String late =
                    client.plan(order("late-frames", "acc-0003", "'streams':['posts'],'count':5,'duration':'5s'"));
            String old = client.plan(order("late-frames", "acc-0004", "'streams':['posts'],'age':'24h','count':2"));
            String shuffled = client.plan(order("reorder", "acc-0005", "'duration':'15s','delay':'100ms'"));
            String dropped = client.plan(order("drop-socket", "acc-0005", "'count':3,'duration':'15s'"));
            client.make(json("{'account':'acc-0005','stream':'posts','operation':'create','count':30,"
                    + "'samePosition':true}"));

            assertThat(gaps.declaredAfter("acc-0001", ordered)).isLessThan(LIE);
            assertThat(gaps.declaredAfter("acc-0002", ordered)).isLessThan(LIE);
            gaps.declaredAfter("acc-0003", ordered.plus(HELD_BACK));
            gaps.declaredAfter("acc-0004", ordered);
            Map.of(blind, 1L, silent, 1L, late, 5L, old, 2L, shuffled, 1L, dropped, 1L)
                    .forEach((fault, times) -> await().atMost(TIMEOUT)
                            .untilAsserted(() ->
                                    assertThat(client.fired(fault)).as(fault).isGreaterThanOrEqualTo(times)));

            client.generator(false, 0);
            Instant stopped = clock.instant().plusSeconds(1);
            assertThat(settling.await(stopped, TIMEOUT))
                    .as("streams still open")
                    .isEmpty();
            CheckResult verdict = new TruthCheck(suite.servers(), client::get, source).run();
            assertThat(verdict.clean()).as(verdict + " " + verdict.examples()).isTrue();
        }
    }

    private static void pass(Duration time) {
        await().pollDelay(time).atMost(time.plusSeconds(10)).until(() -> true);
    }

    private static String order(String kind, String account, String rest) {
        return json("{'kind':'%s','account':'%s',%s}".formatted(kind, account, rest));
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    /** The gaps of posts. */
    private static final class Gaps {

        private final JdbcClient jdbc;
        private final String source;

        private Gaps(GaplessSuite suite, String source) {
            this.source = source;
            this.jdbc = JdbcClient.create(new DriverManagerDataSource(
                    suite.servers().jdbcUrl(),
                    suite.servers().databaseUser(),
                    suite.servers().databasePassword()));
        }

        private Duration declaredAfter(String account, Instant since) {
            java.sql.Timestamp after = java.sql.Timestamp.from(since);
            java.sql.Timestamp opened = await().atMost(TIMEOUT)
                    .until(
                            () -> jdbc.sql("select min(opened_at) from scheduler.gap where source = ? and account = ?"
                                            + " and stream = 'posts' and opened_at > ?")
                                    .params(source, account, after)
                                    .query((row, number) -> row.getTimestamp(1))
                                    .optional()
                                    .orElse(null),
                            java.util.Objects::nonNull);
            Duration took = Duration.between(since, opened.toInstant());
            System.out.println("gap of " + account + " declared after " + took.toMillis() + " ms");
            return took;
        }
    }
}
