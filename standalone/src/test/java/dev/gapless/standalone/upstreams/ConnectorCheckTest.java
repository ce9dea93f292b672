package dev.gapless.standalone.upstreams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.secret.Secret;
import dev.gapless.connector.ManifestParser.Reading;
import dev.gapless.connector.manifest.ManifestReader;
import dev.gapless.connector.manifest.part.AddressPolicy;
import dev.gapless.standalone.connector.CheckStep;
import dev.gapless.standalone.connector.ConnectorCheck;
import dev.gapless.standalone.connector.ContractCheck;
import dev.gapless.standalone.connector.CostEstimator;
import dev.gapless.standalone.connector.SourceAccess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectorCheckTest {

    private static final AddressPolicy LOOPBACK = AddressPolicy.of(List.of("127.0.0.0/8"));

    /** For events that come all the time: it ends with the twentieth. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** For a socket that says nothing. */
    private static final Duration SILENCE = Duration.ofMillis(300);

    private final PagedSourceServer source;

    ConnectorCheckTest() throws IOException {
        source = new PagedSourceServer(Clock.systemUTC());
    }

    @BeforeEach
    void fill() {
        for (int i = 30; i > 0; i--) {
            int age = i * 1_000;
            PagedSourceServer.STREAMS.forEach(stream -> source.add(stream, age));
        }
    }

    @AfterEach
    void close() {
        source.close();
    }

    @Test
    void a_right_manifest_passes_every_step() throws Exception {
        List<CheckStep> steps = check("forum", "ann:s3cret", text -> text, LOOPBACK);

        assertThat(steps).noneMatch(CheckStep::failed);
        assertThat(steps)
                .extracting(CheckStep::step)
                .containsExactly(
                        "dns",
                        "tls",
                        "page",
                        "page-mapping",
                        "page",
                        "page-mapping",
                        "page",
                        "page-mapping",
                        "limits",
                        "clock",
                        "authentication");
        assertThat(step(steps, "page").detail()).isEqualTo("7 items in 442 bytes; another page follows");
        assertThat(step(steps, "page-mapping").detail())
                .startsWith("7 of 7 samples are read; the first: create albums-29 at 20");
        assertThat(step(steps, "authentication").detail()).contains("without it the source answers with status 401");
        assertThat(step(steps, "clock").detail()).isEqualTo("the source's clock agrees with this machine's");
    }

    @Test
    void a_body_cursor_and_a_query_key_are_tried_too() throws Exception {
        assertThat(check("archive", "s3cret", text -> text, LOOPBACK)).noneMatch(CheckStep::failed);
    }

    @Test
    void a_wrong_credential_is_named_with_its_status_and_never_shown() throws Exception {
        List<CheckStep> steps = check("forum", "ann:wrong", text -> text, LOOPBACK);

        CheckStep page = step(steps, "page");
        assertThat(page.failed()).isTrue();
        assertThat(page.detail()).isEqualTo("the credential is refused with status 401 at /forum/ann/albums");
        assertThat(page.remedy()).contains("--credential-file");
        assertThat(steps.toString()).doesNotContain("wrong");
    }

    /** Every item then stands in 1970, outside of the window, or the source is asked for a window of the far future. */
    @Test
    void a_wrong_unit_is_found_although_the_window_hides_the_items() throws Exception {
        for (String name : List.of("forum", "ticker")) {
            List<CheckStep> steps = check(
                    name,
                    name.equals("forum") ? "ann:s3cret" : null,
                    text -> text.replace(", position-unit: milliseconds", ""),
                    LOOPBACK);

            CheckStep mapping = step(steps, "page-mapping");
            assertThat(mapping.failed()).as(name).isTrue();
            assertThat(mapping.detail()).contains(" stands at 1970-01-21T").contains("which is no time of a feed");
            assertThat(mapping.remedy()).isEqualTo("correct item.position or item.position-unit of the stream");
        }
    }

    @Test
    void a_wrong_pointer_is_found() throws Exception {
        List<CheckStep> steps = check("forum", "ann:s3cret", text -> text.replace("id: /id", "id: /uid"), LOOPBACK);

        assertThat(step(steps, "page").failed()).isTrue();
        assertThat(step(steps, "page").detail()).startsWith("7 of 7 elements cannot be read; the first: item-id: /uid");
    }

    @Test
    void what_the_operator_does_not_permit_is_not_called() throws Exception {
        List<CheckStep> steps = check("forum", "ann:s3cret", text -> text, AddressPolicy.PUBLIC_ONLY);

        assertThat(steps).hasSize(1);
        assertThat(steps.getFirst().detail())
                .isEqualTo("127.0.0.1 is 127.0.0.1, which is not public and not permitted");
        assertThat(source.refused()).isZero();
    }

    @Test
    void frames_are_read_by_the_production_session() throws Exception {
        List<CheckStep> steps = checkTicker(text -> text);

        assertThat(steps).noneMatch(CheckStep::failed);
        assertThat(step(steps, "socket").detail()).isEqualTo("connected; no subscription is confirmed");
        assertThat(step(steps, "frame-mapping").detail())
                .startsWith("20 of 20 samples are read; the first: create trades-");
    }

    @Test
    void a_renamed_event_is_found() throws Exception {
        List<CheckStep> steps = checkTicker(text -> text.replace("trade: {stream", "deal: {stream"));

        assertThat(step(steps, "frame").detail())
                .isEqualTo("event-unknown: /kind: a type that the manifest does not know");
    }

    @Test
    void a_right_contract_is_not_refuted() throws Exception {
        assertThat(verify("archive", "s3cret", 9, text -> text)).noneMatch(CheckStep::failed);
        List<CheckStep> steps = verifyTicker(text -> text);
        assertThat(steps).noneMatch(CheckStep::failed);
        assertThat(step(steps, "both-paths").detail()).contains("live events are listed under the same ids");
    }

    @Test
    void ends_of_the_window_that_are_declared_wrongly_are_refuted() throws Exception {
        List<CheckStep> since =
                verify("archive", "s3cret", 9, text -> text.replace("\"range\":{}", "\"range\":{\"exclusive\":true}"));
        assertThat(step(since, "window-since").failed()).isTrue();
        assertThat(step(since, "window-since").remedy()).contains("since-inclusive: false");

        List<CheckStep> until = verify(
                "archive",
                "s3cret",
                9,
                text -> text.replace("until: /range/to", "until: /range/to, until-exclusive: false"));
        assertThat(step(until, "window-since").failed()).isFalse();
        assertThat(step(until, "window-until").failed()).isTrue();
        assertThat(step(until, "window-until").remedy()).contains("until-exclusive: true");
    }

    @Test
    void a_hidden_page_cap_is_found() throws Exception {
        List<CheckStep> steps = verify("archive", "s3cret", 50, text -> text.replace("value: 9", "value: 50"));

        assertThat(step(steps, "page-size").detail())
                .isEqualTo("50 are asked for, and a page that another follows holds 25: the source caps pages");
    }

    @Test
    void a_wrong_order_is_refuted() throws Exception {
        List<CheckStep> steps =
                verify("forum", "ann:s3cret", 7, text -> text.replace("order: newest-first", "order: oldest-first"));

        assertThat(step(steps, "order").detail()).startsWith("page-order: 7 items, not OLDEST_FIRST");
    }

    @Test
    void ids_that_differ_by_the_two_paths_are_found() throws Exception {
        List<CheckStep> steps =
                verifyTicker(text -> text.replace("operation: create}", "operation: create, id: /trade/at}"));

        assertThat(step(steps, "both-paths").failed()).isTrue();
        assertThat(step(steps, "both-paths").detail())
                .contains(" live events are not listed under their id, such as 1");
    }

    @Test
    void a_dry_run_tells_the_calls_and_hours_of_the_history() throws Exception {
        try (SourceAccess access = access("forum", "ann:s3cret", text -> text, LOOPBACK)) {
            CostEstimator.Estimate estimate = new CostEstimator(access).run();

            assertThat(estimate.failures()).isEmpty();
            assertThat(estimate.costs()).hasSize(3).first().satisfies(cost -> {
                assertThat(cost.stream()).isEqualTo("albums");
                // seven items in six seconds, over a horizon of a day, seven a call, 500 calls a second
                assertThat(cost.items()).isBetween(100_000L, 101_500L);
                assertThat(cost.calls()).isBetween(14_300L, 14_500L);
                assertThat(cost.hours()).isEqualTo(0.008);
                assertThat(cost.pollsPerDay()).isEqualTo(86_400);
                assertThat(cost.quota()).isEqualTo(0.2);
            });
        }
    }

    private List<CheckStep> verifyTicker(ManifestChange change) throws Exception {
        return whileTrading(() -> verify("ticker", null, 7, change));
    }

    private List<CheckStep> verify(String name, @Nullable String credential, int pageSize, ManifestChange change)
            throws Exception {
        Map<String, Integer> sizes = name.equals("archive") ? Map.of("readings", pageSize) : Map.of();
        try (SourceAccess access = access(name, credential, change, LOOPBACK)) {
            return new ContractCheck(access, new ContractCheck.Bounds(20, PATIENCE, sizes), step -> {}).run();
        }
    }

    private List<CheckStep> checkTicker(ManifestChange change) throws Exception {
        return whileTrading(() -> check("ticker", null, change, LOOPBACK, PATIENCE));
    }

    private List<CheckStep> whileTrading(Callable<List<CheckStep>> tried) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        Thread trades = Thread.ofVirtual().start(() -> {
            while (!over.get()) {
                source.add("trades", 0);
                try {
                    Thread.sleep(5);
                } catch (InterruptedException e) {
                    return;
                }
            }
        });
        try {
            return tried.call();
        } finally {
            over.set(true);
            trades.join();
        }
    }

    /** What a test does to a manifest. */
    private interface ManifestChange {
        String apply(String text);
    }

    private List<CheckStep> check(String name, @Nullable String credential, ManifestChange change, AddressPolicy policy)
            throws Exception {
        return check(name, credential, change, policy, SILENCE);
    }

    private List<CheckStep> check(
            String name, @Nullable String credential, ManifestChange change, AddressPolicy policy, Duration patience)
            throws Exception {
        try (SourceAccess access = access(name, credential, change, policy)) {
            return new ConnectorCheck(access, patience, step -> {}).run();
        }
    }

    private SourceAccess access(String name, @Nullable String credential, ManifestChange change, AddressPolicy policy)
            throws IOException {
        String manifest;
        try (InputStream in = ConnectorCheckTest.class.getResourceAsStream("/upstreams/" + name + ".yaml")) {
            assertThat(in).isNotNull();
            manifest = change.apply(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .replace("per-second: 20,", "per-second: 500,")
                    .replace("https://forum.example", source.url())
                    .replace(
                            "wss://forum.example",
                            "ws://127.0.0.1:" + source.frames().port());
        }
        Reading reading = ManifestReader.read(manifest.getBytes(StandardCharsets.UTF_8));
        assertThat(reading).isInstanceOf(Reading.Accepted.class);
        return new SourceAccess(
                ((Reading.Accepted) reading).connector(),
                "ann",
                credential == null ? null : Secret.of(credential),
                policy,
                Clock.systemUTC(),
                Thread::sleep);
    }

    private static CheckStep step(List<CheckStep> steps, String name) {
        return steps.stream()
                .filter(step -> step.step().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
