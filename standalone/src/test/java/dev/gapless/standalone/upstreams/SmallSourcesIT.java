package dev.gapless.standalone.upstreams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.standalone.api.RestApi;
import dev.gapless.standalone.cli.GaplessCommand;
import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.SharedSuite;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sources without a socket, and some whose sockets confirm nothing and leave out events, known by their manifests
 * alone. The miner is stopped and started while items are added, and the sockets are dropped.
 */
class SmallSourcesIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final int HISTORY = 60;
    private static final int COMPACTED = 20;
    private static final List<String> PAGED = List.of("forum", "archive", "ticker");

    @TempDir
    private Path directory;

    @AfterEach
    void remove() throws Exception {
        SharedSuite.endStops();
        for (String source : sources()) {
            SharedSuite.remove(source);
        }
    }

    /** The names of all. */
    private static List<String> sources() {
        return Stream.concat(PAGED.stream(), StreamedSourceServer.MANIFESTS.values().stream())
                .toList();
    }

    @Test
    void the_ledger_is_the_sources_truth_after_history_growth_and_a_restart() throws Exception {
        try (PagedSourceServer source = new PagedSourceServer(Clock.systemUTC());
                StreamedSourceServer streamed = new StreamedSourceServer(Clock.systemUTC())) {
            for (int i = HISTORY; i > 0; i--) {
                add(source, streamed, i * 20_000L);
            }
            streamed.compact(COMPACTED);
            GaplessSuite suite = SharedSuite.get();
            follow(suite, source, streamed);
            List<FrameServer> sockets = sockets(source, streamed);
            await().atMost(TIMEOUT).until(() -> sockets.stream().allMatch(socket -> socket.opened() > 0));
            await().atMost(TIMEOUT).pollInterval(Duration.ofMillis(200)).untilAsserted(() -> {
                add(source, streamed, 0);
                assertThat(contiguous(suite)).as("ranges that numbers prove").isPositive();
            });
            sockets.forEach(FrameServer::drop);
            suite.stop(SuiteService.MINER);
            for (int i = 0; i < 10; i++) {
                add(source, streamed, 0);
            }
            suite.start(SuiteService.MINER);
            for (int i = 0; i < 10; i++) {
                add(source, streamed, 0);
            }
            for (String stream : PagedSourceServer.STREAMS) {
                await().atMost(TIMEOUT)
                        .untilAsserted(() -> assertThat(ids(suite, "item", stream))
                                .as(stream)
                                .isEqualTo(source.ids(stream)));
                assertThat(ids(suite, "item_chain", stream)).isEmpty();
            }
            for (String stream : StreamedSourceServer.STREAMS) {
                await().atMost(TIMEOUT)
                        .untilAsserted(() -> assertThat(ids(suite, "item", stream))
                                .as(stream)
                                .isEqualTo(streamed.ids(stream)));
                assertThat(ids(suite, "item_chain", stream)).isEmpty();
            }
            await().atMost(TIMEOUT).untilAsserted(() -> {
                assertThat(sockets).allMatch(socket -> socket.opened() > 1);
                assertThat(streamed.authenticated())
                        .as("connections that showed the credential in a message")
                        .isGreaterThan(1);
                assertThat(streamed.resumed())
                        .as("watches that went on at a cursor")
                        .isPositive();
            });
            assertThat(streamed.compacted())
                    .as("the source named its boundary, so nothing was searched for")
                    .isBetween(1, 4);
            assertThat(source.refused()).isZero();
            playbooks(suite, source);
        }
    }

    /** Each ends within three minutes: what a person does, and what it is proven by. */
    private void playbooks(GaplessSuite suite, PagedSourceServer source) throws Exception {
        refusedCredential(suite, source);
        stuckGaps(suite, source);
        within(() -> {
            assertThat(playbook("backlog", "--set", "source=forum", "--set", "stream=notes"))
                    .isZero();
            assertThat(playbook("stop-source", "--set", "source=archive")).isZero();
            assertThat(playbook("recover")).isZero();
        });
    }

    private void refusedCredential(GaplessSuite suite, PagedSourceServer source) throws Exception {
        // what a miner knows of a credential it asks for anew when the source refuses it, or after a minute
        source.renewArchiveKey("renewed");
        awaitStuck(scheduler(suite));
        assertThat(source.refused()).isPositive();
        Path file = Files.writeString(directory.resolve("credential"), "renewed");
        within(() -> assertThat(playbook(
                        "refused-credential",
                        "--set",
                        "source=archive",
                        "--set",
                        "account=ann",
                        "--set",
                        "file=" + file))
                .isZero());
    }

    private void stuckGaps(GaplessSuite suite, PagedSourceServer source) throws Exception {
        RestApi scheduler = scheduler(suite);
        source.moveArchive(true);
        source.add("readings", 0);
        awaitStuck(scheduler);
        source.moveArchive(false);
        within(() ->
                assertThat(playbook("stuck-gaps", "--set", "source=archive")).isZero());
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(ids(suite, "item", "readings")).isEqualTo(source.ids("readings")));
    }

    private static void awaitStuck(RestApi scheduler) {
        await().atMost(TIMEOUT)
                .until(() ->
                        scheduler.get("/v1/gaps?source=archive&state=STUCK").contains("STUCK"));
    }

    private static void within(Runnable playbooks) {
        long begun = System.nanoTime();
        playbooks.run();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMinutes(3));
    }

    private int playbook(String name, String... more) {
        return GaplessCommand.run(Stream.concat(
                        Stream.of(
                                "playbook",
                                name,
                                "--yes",
                                "--set",
                                "reason=a test",
                                "--data=" + SharedSuite.get().home().directory()),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    private static void add(PagedSourceServer source, StreamedSourceServer streamed, long age) {
        PagedSourceServer.STREAMS.forEach(stream -> source.add(stream, age));
        StreamedSourceServer.STREAMS.forEach(stream -> streamed.add(stream, age));
    }

    private static List<FrameServer> sockets(PagedSourceServer source, StreamedSourceServer streamed) {
        return Stream.concat(
                        Stream.of(source.frames()),
                        StreamedSourceServer.STREAMS.stream().map(streamed::frames))
                .toList();
    }

    private static RestApi scheduler(GaplessSuite suite) throws IOException {
        return RestApi.at(suite.url(SuiteService.SCHEDULER), suite.home().adminToken());
    }

    private static void follow(GaplessSuite suite, PagedSourceServer source, StreamedSourceServer streamed)
            throws IOException, InterruptedException {
        RestApi scheduler = scheduler(suite);
        int frames = source.frames().port();
        apply(scheduler, source.url(), frames, "forum", "ann:s3cret");
        apply(scheduler, source.url(), frames, "archive", "s3cret");
        apply(scheduler, source.url(), frames, "ticker", "none");
        for (Map.Entry<String, String> manifest : StreamedSourceServer.MANIFESTS.entrySet()) {
            int port = streamed.frames(manifest.getKey()).port();
            apply(scheduler, streamed.url(), port, manifest.getValue(), "none");
        }
    }

    private static void apply(RestApi scheduler, String url, int frames, String name, String credential)
            throws IOException, InterruptedException {
        try (InputStream in = SmallSourcesIT.class.getResourceAsStream("/upstreams/" + name + ".yaml")) {
            assertThat(in).isNotNull();
            String manifest = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replaceAll("https://[a-z]+\\.example", url)
                    .replaceAll("wss://[a-z]+\\.example", "ws://127.0.0.1:" + frames);
            scheduler.put("/v1/sources/" + name, "application/yaml", manifest.getBytes(StandardCharsets.UTF_8));
        }
        credential(scheduler, name, credential);
    }

    private static void credential(RestApi scheduler, String name, String credential)
            throws IOException, InterruptedException {
        scheduler.put(
                "/v1/accounts/%s/ann".formatted(name),
                "application/json",
                "{\"credential\":\"%s\"}".formatted(credential).getBytes(StandardCharsets.UTF_8));
    }

    /** How many live windows stand on numbers without a hole. */
    private static long contiguous(GaplessSuite suite) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        suite.servers().jdbcUrl(),
                        suite.servers().databaseUser(),
                        suite.servers().databasePassword());
                PreparedStatement statement = connection.prepareStatement(
                        "select count(*) from checkpoint.coverage_window where source = 'ledger' and evidence = 'SEQUENCE_CONTIGUOUS'");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** All items, or, of the chain, those that were accepted more than once. */
    private static Set<String> ids(GaplessSuite suite, String table, String stream) throws SQLException {
        String query = table.equals("item")
                ? "select item_id from checkpoint.item where source = any (?) and stream = ? and not deleted"
                : "select item_id from checkpoint.item_chain where source = any (?) and stream = ?"
                        + " group by item_id, version, operation having count(*) > 1";
        try (Connection connection = DriverManager.getConnection(
                        suite.servers().jdbcUrl(),
                        suite.servers().databaseUser(),
                        suite.servers().databasePassword());
                PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setArray(1, connection.createArrayOf("text", sources().toArray()));
            statement.setString(2, stream);
            Set<String> ids = new TreeSet<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    ids.add(row.getString(1));
                }
            }
            return ids;
        }
    }
}
