package dev.gapless.scheduler.rollouts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.CaptureAssignment;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.scheduler.FakeCoverageService;
import dev.gapless.scheduler.RunningScheduler;
import dev.gapless.scheduler.SchedulerTables;
import dev.gapless.scheduler.TopicReader;
import dev.gapless.testing.FakeClock;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.KafkaTemplate;

/** Flags over HTTP: which accounts the captures are told of, and which the miners. */
class RolloutIT {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final int ACCOUNTS = 40;
    private static final String LIVE = "/v1/flags/forum/live";
    private static final String HISTORY = "/v1/flags/forum/history";

    @TempDir
    private Path directory;

    private final FakeClock clock = new FakeClock(NOON);
    private final FakeCoverageService checkpoint = new FakeCoverageService();
    private final Map<String, Integer> places = new TreeMap<>();
    private RunningScheduler scheduler;
    private JdbcClient jdbc;

    @BeforeEach
    void start() {
        scheduler = RunningScheduler.start(
                SchedulerTables.fresh(),
                clock,
                checkpoint.url(),
                directory,
                "--gapless.scheduler.accounts.assignment-comparison=500ms",
                "--gapless.scheduler.dispatch.per-source=1000",
                "--gapless.scheduler.dispatch.polls-per-source=1000");
        jdbc = scheduler.jdbc();
        assertThat(scheduler.put("/v1/sources/forum", "source: forum").statusCode())
                .isEqualTo(201);
    }

    @AfterEach
    void stop() {
        scheduler.close();
        checkpoint.close();
    }

    @Test
    void a_door_is_open_for_the_share_of_the_accounts_that_its_flag_says() {
        placesStay();
        whatDoesNotFitIsRefused();
        minersAreSentForTheShare();
        capturesAreToldOfTheShare();
        stateSaysWhatIsClosed();
    }

    /** They are kept by nothing but this function: another one would move accounts between shares. */
    private void placesStay() {
        assertThat(place("forum", "ann")).isEqualTo(69);
        assertThat(place("forum", "zoë")).isEqualTo(59);
    }

    private void whatDoesNotFitIsRefused() {
        assertThat(call("GET", LIVE).statusCode()).isEqualTo(404);
        assertThat(call("DELETE", LIVE).statusCode()).isEqualTo(404);
        assertThat(call("PUT", "/v1/flags/forum/back?percent=1&reason=x").statusCode())
                .isEqualTo(404);
        assertThat(call("PUT", "/v1/flags/none/live?percent=1&reason=x").statusCode())
                .isEqualTo(404);
        for (String query : List.of("percent=101&reason=x", "percent=-1&reason=x", "percent=10&reason=%20")) {
            assertThat(call("PUT", LIVE + "?" + query).statusCode()).as(query).isEqualTo(422);
        }
        for (String query : List.of("reason=x", "percent=ten&reason=x", "percent=10")) {
            assertThat(call("PUT", LIVE + "?" + query).statusCode()).as(query).isEqualTo(400);
        }
        assertThat(call("GET", "/v1/flags").body()).isEqualTo("[]");
    }

    /** Each account has a snapshot to be polled, and a gap of its comments. */
    private void minersAreSentForTheShare() {
        assertThat(call("PUT", HISTORY + "?percent=30&reason=a+trial").statusCode())
                .isEqualTo(200);
        for (int number = 0; number < ACCOUNTS; number++) {
            String account = "account-" + number;
            checkpoint.missing(
                    "forum/%s/comments".formatted(account),
                    new Range(micros(NOON.minusSeconds(1800)), micros(NOON.minusSeconds(900))));
            assertThat(scheduler.put("/v1/accounts/forum/" + account, "{}").statusCode())
                    .isEqualTo(201);
            places.put(account, place("forum", account));
        }
        assertThat(below(30)).as("some, and not all").isNotEmpty().hasSizeLessThan(ACCOUNTS);

        await().untilAsserted(() -> assertThat(gaps("true")).hasSize(ACCOUNTS));
        await().untilAsserted(() -> assertThat(polled()).isEqualTo(below(30)));
        await().untilAsserted(() -> assertThat(gaps("state <> 'OPEN'")).isEqualTo(below(30)));

        assertThat(call("PUT", HISTORY + "?percent=60&reason=it+works").statusCode())
                .isEqualTo(200);
        await().untilAsserted(() -> assertThat(polled()).isEqualTo(below(60)));
        await().untilAsserted(() -> assertThat(gaps("state <> 'OPEN'")).isEqualTo(below(60)));
        assertThat(call("DELETE", HISTORY).statusCode()).isEqualTo(204);
        await().untilAsserted(() -> assertThat(gaps("state <> 'OPEN'")).isEqualTo(below(100)));
        await().untilAsserted(() -> assertThat(polled()).isEqualTo(below(100)));
    }

    private void capturesAreToldOfTheShare() {
        try (TopicReader assignments = new TopicReader(TopicNames.CAPTURE_ASSIGNMENTS)) {
            await().untilAsserted(() -> assertThat(captured(assignments)).isEqualTo(below(100)));

            HttpResponse<String> plan = call("PUT", LIVE + "?percent=10&reason=a+trial&dryRun=true");
            assertThat(plan.body())
                    .contains(
                            "set-flag",
                            "\"before\":100",
                            "\"openAccounts\":" + below(10).size());
            assertThat(call("GET", "/v1/flags").body()).as("taken back").isEqualTo("[]");
            String hash = plan.headers().firstValue("ETag").orElseThrow();
            assertThat(call("PUT", LIVE + "?percent=20&reason=a+trial", "If-Match", hash)
                            .statusCode())
                    .as("not what was planned")
                    .isEqualTo(412);
            HttpResponse<String> set = call("PUT", LIVE + "?percent=10&reason=a+trial", "If-Match", hash);
            assertThat(set.body())
                    .contains(
                            "\"percent\":10",
                            "\"accounts\":" + ACCOUNTS,
                            "\"open\":" + below(10).size(),
                            "\"reason\":\"a trial\"",
                            "\"version\":0");
            await().untilAsserted(() -> assertThat(captured(assignments)).isEqualTo(below(10)));

            Map<String, Long> told = told(assignments);
            assertThat(call("PUT", LIVE + "?percent=50&reason=more&version=0").statusCode())
                    .isEqualTo(200);
            assertThat(call("PUT", LIVE + "?percent=60&reason=more&version=0").statusCode())
                    .as("another caller was faster")
                    .isEqualTo(409);
            await().untilAsserted(() -> assertThat(captured(assignments)).isEqualTo(below(50)));
            Map<String, Long> toldAgain = told(assignments);
            assertThat(places.keySet().stream()
                            .filter(account -> !Objects.equals(told.get(account), toldAgain.get(account)))
                            .collect(Collectors.toSet()))
                    .as("only of what moves are captures told")
                    .isEqualTo(between(10, 50));
            comparisonKeepsTheShare(assignments);
        }
    }

    /** The round that mends a topic must not bring back what a flag has closed. */
    private void comparisonKeepsTheShare(TopicReader assignments) {
        String closed = between(50, 100).iterator().next();
        String open = below(50).iterator().next();
        Map<String, Long> before = told(assignments);
        @SuppressWarnings("unchecked")
        KafkaTemplate<String, byte[]> kafka = scheduler.bean(KafkaTemplate.class);
        kafka.send(
                        TopicNames.CAPTURE_ASSIGNMENTS,
                        "forum/" + closed,
                        new CaptureAssignment("forum", closed, List.of("posts"), 1).toBytes())
                .join();
        kafka.send(TopicNames.CAPTURE_ASSIGNMENTS, "forum/" + open, null).join();
        await().untilAsserted(() -> {
            assertThat(captured(assignments)).isEqualTo(below(50));
            Map<String, Long> told = told(assignments);
            assertThat(told.getOrDefault(closed, 0L)).as("and ended").isEqualTo(before.getOrDefault(closed, 0L) + 2);
            assertThat(told.getOrDefault(open, 0L)).as("and again").isEqualTo(before.getOrDefault(open, 0L) + 2);
        });
    }

    private void stateSaysWhatIsClosed() {
        String closed = between(50, 100).iterator().next();
        String open = below(50).iterator().next();
        assertThat(scheduler
                        .get("/v1/accounts/forum/%s/health".formatted(closed))
                        .body())
                .contains("a flag closes the live door to it")
                .doesNotContain("history door");
        assertThat(scheduler.get("/v1/accounts/forum/%s/health".formatted(open)).body())
                .doesNotContain("a flag closes");
        assertThat(scheduler.get("/v1/sources/forum/status").body())
                .contains("the live door is open for 50 % of the accounts: more");
        assertThat(scheduler.get("/v1/audit-log?limit=10000").body())
                .as("what was set, and why")
                .contains(LIVE + "?percent=50&reason=more");
        clock.advance(Duration.ofMinutes(1));
        String notLive = "no live connection covers the stream, and no capture service reports why";
        assertThat(scheduler.get("/v1/sources/forum/status?account=" + closed).body())
                .doesNotContain(notLive);
        await().untilAsserted(() -> assertThat(scheduler
                        .get("/v1/sources/forum/status?account=" + open)
                        .body())
                .contains(notLive));
    }

    private HttpResponse<String> call(String method, String path, String... headers) {
        return scheduler.call(method, path, RunningScheduler.ADMIN, null, headers);
    }

    private int place(String source, String account) {
        return jdbc.sql("select account_place(:source, :account)")
                .param("source", source)
                .param("account", account)
                .query(Integer.class)
                .single();
    }

    private Set<String> below(int percent) {
        return between(0, percent);
    }

    private Set<String> between(int least, int most) {
        return places.entrySet().stream()
                .filter(place -> place.getValue() >= least && place.getValue() < most)
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<String> polled() {
        return Set.copyOf(jdbc.sql("select account from poll where scheduled and stream = 'profile'")
                .query((row, number) -> row.getString(1))
                .list());
    }

    private Set<String> gaps(String condition) {
        return Set.copyOf(jdbc.sql("select account from gap where stream = 'comments' and " + condition)
                .query((row, number) -> row.getString(1))
                .list());
    }

    /** Other tests have left records of other accounts. */
    private List<ConsumerRecord<String, byte[]>> records(TopicReader assignments) {
        return assignments.all().stream()
                .filter(told -> told.key().startsWith("forum/account-"))
                .toList();
    }

    /** Accounts whose last record has a value. */
    private Set<String> captured(TopicReader assignments) {
        Set<String> captured = new TreeSet<>();
        for (ConsumerRecord<String, byte[]> told : records(assignments)) {
            String account = told.key().substring("forum/".length());
            if (told.value() == null) {
                captured.remove(account);
            } else {
                captured.add(account);
            }
        }
        return captured;
    }

    /** How often captures were told of each account. */
    private Map<String, Long> told(TopicReader assignments) {
        return records(assignments).stream()
                .collect(Collectors.groupingBy(told -> told.key().substring("forum/".length()), Collectors.counting()));
    }

    private static long micros(Instant at) {
        return MicrosecondTime.of(at);
    }
}
