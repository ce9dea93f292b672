package dev.gapless.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.standalone.api.RestApi;
import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.PrometheusProcess;
import dev.gapless.standalone.suite.SharedSuite;
import dev.gapless.standalone.suite.SuiteHome;
import dev.gapless.standalone.suite.SuiteService;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the naive miner passes over: pages behind one that holds nothing new, and gaps that look too short to matter.
 */
class PassedOverGapsIT {

    private static final SandboxWorld WORLD = new SandboxWorld(3, 1, 20, 1_500, 10);
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final String ACCOUNT = "acc-0001";
    private static final int PAGE = 100;

    private final String source = SharedSuite.source();

    @TempDir
    private Path directory;

    @BeforeEach
    void keepSpans() {
        SharedSuite.get();
        SharedSuite.spans().keep(true);
    }

    @AfterEach
    void remove() throws Exception {
        SharedSuite.spans().keep(false);
        SharedSuite.remove(source);
    }

    @Test
    void a_walk_goes_on_behind_a_page_of_known_items_and_a_gap_of_three_seconds_is_filled() throws Exception {
        GaplessSuite suite = SharedSuite.get();
        SuiteHome home = suite.home();
        Optional<Path> prometheus = PrometheusProcess.onPath();
        try (SandboxProcess sandbox = SandboxProcess.open(SuiteHome.open(directory), WORLD);
                ScrapedExpressions scraped =
                        prometheus.isPresent() ? ScrapedExpressions.of(prometheus.get(), suite) : null) {
            RestApi scheduler = RestApi.at(suite.url(SuiteService.SCHEDULER), home.adminToken());
            RestApi checkpoint = RestApi.at(suite.url(SuiteService.CHECKPOINT), home.serviceToken());
            FollowedSandbox followed =
                    FollowedSandbox.follow(scheduler, sandbox.client(), source, UnaryOperator.identity());
            Clock clock = Clock.systemUTC();
            SettleWaiter settling = new SettleWaiter(checkpoint, suite.servers(), followed, clock);
            assertThat(settling.await(clock.instant(), TIMEOUT)).isEmpty();

            StreamTables posts = new StreamTables(suite.servers(), source, ACCOUNT, "posts");
            fivePagesOfWhichTheSecondIsKnown(posts);
            threeSecondsWithOneItem(posts);
            sandbox.client().make("{\"account\":\"acc-0001\",\"stream\":\"posts\",\"operation\":\"create\"}");
            ReceivedSpans received = new ReceivedSpans(SharedSuite.spans());
            ItemTrace.assertFollowed(suite.servers().kafkaBootstrapServers(), source, received);
            ShownExemplars.assertShown(suite, received);
            RegisteredMeters.assertCatalogued(suite);
            if (scraped != null) {
                scraped.check();
            }
        }
    }

    private void fivePagesOfWhichTheSecondIsKnown(StreamTables posts) throws Exception {
        List<String> all = posts.items();
        assertThat(all).as("five pages at least").hasSizeGreaterThan(4 * PAGE);
        List<String> unknown = new ArrayList<>(all);
        unknown.subList(PAGE, 2 * PAGE).clear();
        posts.forget(unknown);
        assertThat(posts.items()).hasSize(PAGE);

        RedisLine.flushAll(SharedSuite.get().home().directory());
        posts.forgetWhatWasMined();

        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(sorted(posts.items())).isEqualTo(sorted(all)));
    }

    private void threeSecondsWithOneItem(StreamTables posts) throws Exception {
        List<String> all = posts.items();
        String item = all.get(all.size() / 2);
        long position = posts.position(item);
        posts.forget(List.of(item));
        assertThat(posts.items()).doesNotContain(item);

        RedisLine.flushAll(SharedSuite.get().home().directory());
        posts.forgetBetween(position - 1_500_000, position + 1_500_000);

        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(posts.items()).contains(item));
        assertThat(sorted(posts.items())).isEqualTo(sorted(all));
    }

    private static Set<String> sorted(List<String> ids) {
        return new TreeSet<>(ids);
    }
}
