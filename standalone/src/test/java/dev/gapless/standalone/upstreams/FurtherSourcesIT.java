package dev.gapless.standalone.upstreams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.standalone.api.RestApi;
import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.SharedSuite;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Sources that are listed by two members, by stretches of numbers, by opaque cursors, and not at all. The miner stops
 * while they grow.
 */
class FurtherSourcesIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(90);

    /** The stretches grow over these until the source refuses them. */
    private static final long EMPTY_NUMBERS = 3_000;

    private static final int DENSE_BLOCKS = 60;

    @AfterEach
    void remove() throws Exception {
        SharedSuite.remove("registry");
        SharedSuite.remove("signals");
        SharedSuite.remove("documents");
    }

    @Test
    void the_ledger_is_the_sources_truth_and_what_no_listing_has_is_told_as_lost() throws Exception {
        try (FurtherSourceServer source = new FurtherSourceServer(Clock.systemUTC());
                ChangesSourceServer documents = new ChangesSourceServer()) {
            for (int i = 0; i < 30; i++) {
                documents.add();
            }
            for (int i = 60; i > 0; i--) {
                source.addRow(i * 100L + 10_000);
            }
            source.addBlock(3);
            for (int i = 0; i < DENSE_BLOCKS; i++) {
                source.addBlock(EMPTY_NUMBERS + i);
            }
            GaplessSuite suite = SharedSuite.get();
            apply(suite, "documents", "/upstreams/documents.yaml", documents.url(), 0);
            apply(suite, "registry", "/upstreams/registry.yaml", source);
            apply(suite, "signals", "/connectors/signals.yaml", source);
            await().atMost(TIMEOUT).until(() -> source.frames().opened() > 0);
            Set<String> heard = new TreeSet<>();
            await().atMost(TIMEOUT).until(() -> {
                heard.add(source.signal());
                return !ids(suite, "signals").isEmpty();
            });

            await().atMost(TIMEOUT).until(() -> documents(suite).equals(documents.versions()));
            suite.stop(SuiteService.MINER);
            documents.edit(2);
            documents.remove(3);
            documents.edit(2);
            documents.add();
            int opened = source.frames().opened();
            String missed = missedSignal(source, heard);
            for (int i = 0; i < 20; i++) {
                source.addRow(0);
                source.addBlock(EMPTY_NUMBERS + 200 + i);
            }
            source.addLateBlock(EMPTY_NUMBERS + 190);
            suite.start(SuiteService.MINER);
            await().atMost(TIMEOUT)
                    .untilAsserted(() -> assertThat(documents(suite)).isEqualTo(documents.versions()));
            assertThat(documents.refused()).isZero();
            await().atMost(TIMEOUT).until(() -> source.frames().opened() > opened);
            await().atMost(TIMEOUT).until(() -> {
                heard.add(source.signal());
                return ids(suite, "signals").size() > heard.size() / 2;
            });

            await().atMost(TIMEOUT)
                    .untilAsserted(() -> assertThat(ids(suite, "rows")).isEqualTo(source.rowIds()));
            await().atMost(TIMEOUT)
                    .untilAsserted(() -> assertThat(ids(suite, "blocks")).isEqualTo(source.blockIds()));
            assertThat(source.refused()).as("stretches that grew too long").isPositive();
            assertThat(ids(suite, "signals")).isSubsetOf(heard).doesNotContain(missed);
            // the time without a socket is a gap that nothing fills, and no call is tried for it
            await().atMost(TIMEOUT)
                    .untilAsserted(() -> assertThat(gaps(suite)).containsExactly("UNFILLABLE retention"));
        }
    }

    /** The id of a signal that was said to no connection; those that a new one may have heard count as heard. */
    private static String missedSignal(FurtherSourceServer source, Set<String> heard) {
        while (true) {
            int opened = source.frames().opened();
            source.frames().drop();
            String said = source.signal();
            if (source.frames().opened() == opened) {
                return said;
            }
            heard.add(said);
        }
    }

    private static void apply(GaplessSuite suite, String name, String resource, FurtherSourceServer source)
            throws IOException, InterruptedException {
        apply(suite, name, resource, source.url(), source.frames().port());
    }

    private static void apply(GaplessSuite suite, String name, String resource, String url, int port)
            throws IOException, InterruptedException {
        RestApi scheduler =
                RestApi.at(suite.url(SuiteService.SCHEDULER), suite.home().adminToken());
        try (InputStream in = FurtherSourcesIT.class.getResourceAsStream(resource)) {
            assertThat(in).isNotNull();
            String manifest = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replaceAll("https://(further|documents)\\.example", url)
                    .replace("wss://stream.example.com", "ws://127.0.0.1:" + port)
                    .replace("heartbeat: 5s", "heartbeat: 500ms")
                    .replace("silence-limit: 15s", "silence-limit: 2s")
                    .replace("poll: 10s", "poll: 1s")
                    .replace("socket:\n", "network: {allow-private: true}\nsocket:\n");
            scheduler.put("/v1/sources/" + name, "application/yaml", manifest.getBytes(StandardCharsets.UTF_8));
        }
        scheduler.put(
                "/v1/accounts/%s/ann".formatted(name),
                "application/json",
                "{\"credential\":\"s3cret\"}".getBytes(StandardCharsets.UTF_8));
    }

    private static Set<String> ids(GaplessSuite suite, String stream) throws SQLException {
        return texts(
                suite,
                "select item_id from checkpoint.item where account = 'ann' and source in ('registry', 'signals')"
                        + " and stream = '%s' and not deleted".formatted(stream));
    }

    /** Each that is there, with the number of its latest change. */
    private static Set<String> documents(GaplessSuite suite) throws SQLException {
        return texts(
                suite,
                "select item_id || ' ' || version from checkpoint.item where account = 'ann'"
                        + " and source = 'documents' and not deleted");
    }

    private static Set<String> gaps(GaplessSuite suite) throws SQLException {
        return texts(
                suite,
                "select distinct state || ' ' || coalesce(reason, '') from scheduler.gap"
                        + " where source = 'signals' and state <> 'FILLED'");
    }

    private static Set<String> texts(GaplessSuite suite, String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        suite.servers().jdbcUrl(),
                        suite.servers().databaseUser(),
                        suite.servers().databasePassword());
                PreparedStatement statement = connection.prepareStatement(query);
                ResultSet row = statement.executeQuery()) {
            Set<String> texts = new TreeSet<>();
            while (row.next()) {
                texts.add(row.getString(1));
            }
            return texts;
        }
    }
}
