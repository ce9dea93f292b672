package dev.gapless.standalone.upstreams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.common.message.TopicNames;
import dev.gapless.standalone.api.RestApi;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * All small servers are followed by one suite, which is a process of its own. Their sockets are dropped, and the suite
 * is killed with all its services, while items are added. In the end the ledger is the servers' truth, and no change
 * came twice. At no moment was a position covered whose item the ledger did not have.
 */
@Tag("long")
class KilledSourcesIT {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final int HISTORY = 30;
    private static final int WHILE_DEAD = 10;

    /** A stream that is followed: who knows its truth. */
    private record Followed(String source, String stream, Supplier<Map<String, Long>> positions) {

        String path() {
            return source + "/ann/" + stream;
        }
    }

    @TempDir
    private Path directory;

    private final List<Process> suites = new ArrayList<>();
    private final Map<String, Followed> streams = new LinkedHashMap<>();
    private final Set<String> falselyCovered = new TreeSet<>();
    private int samples;
    private long covered;
    private JsonNode suite = JsonMapper.shared().createObjectNode();

    @AfterEach
    void end() throws Exception {
        for (Process process : suites) {
            process.getOutputStream().close();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void the_ledger_is_the_truth_of_all_servers_after_their_sockets_and_the_suite_were_killed() throws Exception {
        try (PagedSourceServer paged = new PagedSourceServer(Clock.systemUTC());
                StreamedSourceServer streamed = new StreamedSourceServer(Clock.systemUTC());
                FurtherSourceServer further = new FurtherSourceServer(Clock.systemUTC());
                ClusterSourceServer cluster = new ClusterSourceServer(Clock.systemUTC());
                RoomSourceServer room = new RoomSourceServer(Clock.systemUTC());
                ChangesSourceServer documents = new ChangesSourceServer()) {
            SmallSources sources = new SmallSources(paged, streamed, further, cluster, room, documents);
            name(sources);
            for (int i = HISTORY; i > 0; i--) {
                sources.add(i * 20_000L);
            }
            Process first = start();
            follow(sources);
            await().atMost(TIMEOUT).until(() -> sources.connected(0));
            grow(sources, 10);
            room.edit(0);
            room.remove(1);
            documents.edit(0);
            documents.remove(1);
            sources.drop();
            grow(sources, 5);

            first.destroyForcibly().waitFor();
            for (int i = 0; i < WHILE_DEAD; i++) {
                sources.add(0);
            }
            room.edit(0);
            room.edit(2);
            room.remove(3);
            documents.edit(0);
            documents.edit(HISTORY + 1);
            documents.remove(3);
            cluster.again(0);
            cluster.again(HISTORY + 1);
            cluster.delete(1);
            cluster.expireNext();
            Process second = start();
            assertThat(second.isAlive()).isTrue();
            grow(sources, 10);
            await().atMost(TIMEOUT).until(() -> sources.connected(1));
            cluster.endWatches();

            for (Followed followed : streams.values()) {
                if (!followed.stream().equals("signals")) {
                    await().atMost(TIMEOUT)
                            .untilAsserted(() -> assertThat(ids(followed))
                                    .as("%s; dead letters: %s", followed.path(), deadLetters())
                                    .isEqualTo(new TreeSet<>(
                                            followed.positions().get().keySet())));
                }
                sample();
            }
            await().atMost(TIMEOUT)
                    .untilAsserted(
                            () -> assertThat(versions("kubernetes", "events")).isEqualTo(cluster.counted()));
            await().atMost(TIMEOUT)
                    .untilAsserted(
                            () -> assertThat(versions("room", "messages")).isEqualTo(room.revisions()));
            await().atMost(TIMEOUT)
                    .untilAsserted(
                            () -> assertThat(versions("documents", "documents")).isEqualTo(documents.versions()));
            assertThat(documents.refused()).isZero();
            assertThat(room.listeners())
                    .as("dialogues that were led to their end")
                    .isGreaterThan(2);
            Followed signals = streams.get("signals");
            assertThat(signals).isNotNull();
            assertThat(ids(signals)).isNotEmpty();
            assertThat(cluster.expired()).isPositive();
            assertThat(samples).isGreaterThan(5);
            assertThat(covered).as("positions that were covered").isPositive();
            assertThat(falselyCovered).isEmpty();
            assertThat(publishedTwice()).isEmpty();
        }
    }

    private void name(SmallSources sources) {
        for (String stream : PagedSourceServer.STREAMS) {
            String source = stream.equals("readings") ? "archive" : stream.equals("trades") ? "ticker" : "forum";
            add(source, stream, () -> sources.paged().positions(stream));
        }
        StreamedSourceServer.MANIFESTS.forEach(
                (stream, source) -> add(source, stream, () -> sources.streamed().positions(stream)));
        for (String stream : List.of("rows", "blocks")) {
            add("registry", stream, () -> sources.further().positions(stream));
        }
        add("signals", "signals", () -> sources.further().positions("signals"));
        add("kubernetes", "events", () -> sources.cluster().positions());
        add("room", "messages", () -> sources.room().positions());
        add("documents", "documents", () -> sources.documents().positions());
    }

    private void add(String source, String stream, Supplier<Map<String, Long>> positions) {
        streams.put(stream, new Followed(source, stream, positions));
    }

    /** Until the servers have so many items more; what is covered meanwhile is compared with the ledger. */
    private void grow(SmallSources sources, int items) throws Exception {
        for (int i = 0; i < items; i++) {
            sources.add(0);
            sample();
        }
    }

    /** What is covered is read first, then what is held, then the truth: so nothing can look worse than it is. */
    private void sample() throws Exception {
        RestApi checkpoint = RestApi.at(url("checkpoint"), directory.resolve("admin.token"));
        for (Followed followed : streams.values()) {
            JsonNode certificate = JsonMapper.shared().readTree(checkpoint.get("/v1/coverage/" + followed.path()));
            Set<String> held = everHeld(followed);
            followed.positions().get().forEach((id, position) -> {
                if (covers(certificate, position)) {
                    covered++;
                    if (!held.contains(id)) {
                        falselyCovered.add("%s %s at %d".formatted(followed.path(), id, position));
                    }
                }
            });
        }
        samples++;
    }

    private static boolean covers(JsonNode certificate, long position) {
        JsonNode creations = certificate.path("missing").path("CREATIONS");
        assertThat(creations.isArray()).as("%s", certificate).isTrue();
        boolean missing = creations
                .valueStream()
                .anyMatch(pair -> pair.get(0).longValue() <= position
                        && position < pair.get(1).longValue());
        return !missing
                && certificate.get("from").longValue() <= position
                && position < certificate.get("to").longValue();
    }

    private String url(String name) {
        return suite.path(name).stringValue("");
    }

    private Process start() throws IOException {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx1g",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SuiteProcessMain.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .start();
        suites.add(process);
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        List<String> seen = new CopyOnWriteArrayList<>();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            seen.add(line);
            if (line.startsWith(SuiteProcessMain.READY)) {
                suite = JsonMapper.shared().readTree(line.substring(SuiteProcessMain.READY.length()));
                Thread.startVirtualThread(() -> out.lines().forEach(seen::add));
                return process;
            }
        }
        throw new AssertionError("the suite ended first:\n" + String.join("\n", seen));
    }

    private void follow(SmallSources sources) throws IOException, InterruptedException {
        for (SmallSources.SourceManifest manifest : sources.manifests()) {
            apply(manifest);
        }
    }

    /** Shipped manifests with the address of a server of the test, and with its shorter times. */
    private void apply(SmallSources.SourceManifest source) throws IOException, InterruptedException {
        RestApi scheduler = RestApi.at(url("scheduler"), directory.resolve("admin.token"));
        try (InputStream in = KilledSourcesIT.class.getResourceAsStream(source.resource())) {
            assertThat(in).as(source.resource()).isNotNull();
            String manifest = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replaceAll("https://([a-z.]+\\.example(\\.com)?|kubernetes\\.default\\.svc)", source.url())
                    .replaceAll(
                            "wss://([a-z.]+\\.example(\\.com)?|kubernetes\\.default\\.svc)",
                            "ws://127.0.0.1:" + source.port())
                    .replace("per-second: 5, burst: 10", "per-second: 20, burst: 20")
                    .replaceAll("heartbeat: (5|10)s", "heartbeat: 500ms")
                    .replaceAll("silence-limit: (15|30)s", "silence-limit: 2s")
                    .replaceAll("poll: (10s|1m)", "poll: 1s")
                    .replace("settle: 1m", "settle: 2s")
                    .replace("every: 10m", "every: 2s");
            String permitted = manifest.contains("allow-private: true")
                    ? manifest
                    : manifest.replace("socket:\n", "network: {allow-private: true}\nsocket:\n");
            scheduler.put(
                    "/v1/sources/" + source.name(), "application/yaml", permitted.getBytes(StandardCharsets.UTF_8));
        }
        scheduler.put(
                "/v1/accounts/%s/ann".formatted(source.name()),
                "application/json",
                "{\"credential\":\"%s\"}".formatted(source.credential()).getBytes(StandardCharsets.UTF_8));
    }

    private Set<String> ids(Followed followed) throws SQLException {
        return texts("select item_id from checkpoint.item where not deleted", followed);
    }

    /** Each rule with the source and how many records it refused: the cause where nothing arrives. */
    private List<String> deadLetters() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url("jdbc"), url("user"), url("password"));
                PreparedStatement statement = connection.prepareStatement(
                        "select source || ' ' || rule || ' ' || count(*) from checkpoint.dead_letter"
                                + " group by source, rule order by 1");
                ResultSet row = statement.executeQuery()) {
            List<String> letters = new ArrayList<>();
            while (row.next()) {
                letters.add(row.getString(1));
            }
            return letters;
        }
    }

    /** One that was deleted since has been held. */
    private Set<String> everHeld(Followed followed) throws SQLException {
        return texts("select item_id from checkpoint.item where true", followed);
    }

    /** Each item that is there, with its version. */
    private Set<String> versions(String source, String stream) throws SQLException {
        return texts(
                "select item_id || ' ' || version from checkpoint.item where not deleted",
                new Followed(source, stream, Map::of));
    }

    private Set<String> texts(String query, Followed followed) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url("jdbc"), url("user"), url("password"));
                PreparedStatement statement =
                        connection.prepareStatement(query + " and account = 'ann' and source = ? and stream = ?")) {
            statement.setString(1, followed.source());
            statement.setString(2, followed.stream());
            Set<String> texts = new TreeSet<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    texts.add(row.getString(1));
                }
            }
            return texts;
        }
    }

    /** By source, item, version and kind of change. */
    private List<String> publishedTwice() {
        Set<String> seen = new HashSet<>();
        List<String> twice = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        url("kafka"),
                        "isolation.level",
                        "read_committed",
                        "enable.auto.commit",
                        false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(TopicNames.CHANGES).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(500)).forEach(change -> {
                    StringBuilder name = new StringBuilder();
                    for (String header : List.of("ce_source", "ce_subject", "ce_gaplessversion", "ce_type")) {
                        name.append(new String(
                                        change.headers().lastHeader(header).value(), StandardCharsets.UTF_8))
                                .append(' ');
                    }
                    if (!seen.add(name.toString())) {
                        twice.add(name.toString());
                    }
                });
            }
        }
        assertThat(seen).isNotEmpty();
        return twice;
    }
}
