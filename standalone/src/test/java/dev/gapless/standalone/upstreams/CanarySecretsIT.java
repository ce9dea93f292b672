package dev.gapless.standalone.upstreams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import dev.gapless.standalone.api.RestApi;
import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.SharedSuite;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Secrets are put into every input: credentials, headers, query strings, bodies of a source's answers, frames and
 * manifests. Afterwards none of them is anywhere that anybody reads.
 */
class CanarySecretsIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(90);

    private static final String CREDENTIAL = "canary-credential-1f60";
    private static final String MALFORMED = "canary-malformed-d2b9";
    private static final String USER_INFO = "canary-userinfo-77e1";
    private static final String MANIFEST = "canary-manifest-a905";
    private static final String QUERY = "canary-query-31cd";
    private static final String TOKEN = "canary-token-e8f2";

    /** So that a request has a span of its own. */
    private static final String TRACED = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    /** Shown to our own interfaces, or given to be shown to a source. */
    private static final List<String> GIVEN = List.of(CREDENTIAL, MALFORMED, USER_INFO, MANIFEST, QUERY, TOKEN);

    /** Said by a source. What an item or a frame holds may be where its bytes are kept, and nowhere else. */
    private static final List<String> SAID = List.of(
            CanarySourceServer.BODY,
            CanarySourceServer.HEADER,
            CanarySourceServer.FRAME,
            CanarySourceServer.ITEM,
            CanarySourceServer.JWT);

    private static final List<String> ALL =
            Stream.concat(GIVEN.stream(), SAID.stream()).toList();

    private static final Set<String> TOPICS_OF_BYTES =
            Set.of("gapless.captured-live", "gapless.captured-backfill", "gapless.changes", "gapless.dead-letters");

    /** Bytes as they were captured, and the content of items. */
    private static final Map<String, List<String>> COLUMNS_OF_BYTES =
            Map.of("dead_letter", List.of("value"), "item", List.of("payload", "packed"));

    private static final String MANIFEST_OF = """
            type: rest
            source: NAME
            network: {allow-private: true}
            authentication: AUTHENTICATION
            http:
              base-url: HTTP/NAME
              rate: {per-second: 20, burst: 20}
              breaker: {failures: 20}
            socket:
              url: WS/{account}
              heartbeat: 1s
              silence-limit: 4s
              lateness: 250ms
              unconfirmed: true
              ping: {by: protocol}
              events:
                type: /kind
                item: /post
                map:
                  post: {stream: posts, operation: create}
            streams:
              posts:
                kind: event
                item: {id: /id, position: /at, position-unit: milliseconds}
                listing:
                  path: /posts
                  order: newest-first
                  window: {}
                  paging: {by: link}
                  items: ""
                settle: 500ms
                horizon: 1d
                poll: 1s
            """;

    private final String queried = SharedSuite.source();
    private final String headed = SharedSuite.source();
    private final Map<String, String> sources =
            Map.of(queried, "{query: api_key}", headed, "{headers: {X-Canary-Key: '{credential}'}}");
    private final Queue<String> logged = new ConcurrentLinkedQueue<>();
    private final List<String> answers = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            logged.add(event.getFormattedMessage() + " " + event.getMDCPropertyMap()
                    + (event.getThrowableProxy() == null
                            ? ""
                            : ThrowableProxyUtil.asString(event.getThrowableProxy())));
        }
    };

    @BeforeEach
    void listen() {
        SharedSuite.spans().keep(true);
        appender.start();
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).addAppender(appender);
    }

    @AfterEach
    void remove() throws Exception {
        SharedSuite.spans().keep(false);
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).detachAppender(appender);
        http.close();
        for (String source : sources.keySet()) {
            SharedSuite.remove(source);
        }
    }

    @Test
    void no_secret_that_was_put_in_comes_out_anywhere() throws Exception {
        try (CanarySourceServer upstream = new CanarySourceServer(Clock.systemUTC())) {
            GaplessSuite suite = SharedSuite.get();
            for (Map.Entry<String, String> source : sources.entrySet()) {
                follow(suite, upstream, source.getKey(), source.getValue());
            }
            badCalls(suite, sources.keySet().iterator().next());
            for (String source : sources.keySet()) {
                awaitWork(suite, source);
            }
            assertThat(upstream.heard())
                    .as("the source was shown the credential")
                    .contains(CREDENTIAL);

            SoftAssertions all = new SoftAssertions();
            nowhere(all, "process lists", processes(), ALL);
            nowhere(all, "logs", List.copyOf(logged), ALL);
            nowhere(all, "problems and answers", answers, ALL);
            nowhere(all, "metrics", metrics(suite), ALL);
            nowhere(all, "spans", spans(), ALL);
            nowhere(all, "views", views(suite), ALL);
            List<ConsumerRecord<byte[], byte[]>> records = records(suite);
            nowhere(all, "topics", texts(records, false), ALL);
            nowhere(all, "topics of bytes", texts(records, true), GIVEN);
            nowhere(all, "database", rows(suite), ALL);
            all.assertAll();
            assertThat(String.join("", texts(records, true)))
                    .as("the item is there as it came")
                    .contains(CanarySourceServer.ITEM);
        }
    }

    private static void nowhere(SoftAssertions all, String where, List<String> texts, List<String> secrets) {
        System.out.printf("looked for %d secrets in %,d texts: %s%n", secrets.size(), texts.size(), where);
        all.assertThat(texts).as(where).isNotEmpty();
        for (String secret : secrets) {
            String hex = HexFormat.of().formatHex(secret.getBytes(StandardCharsets.UTF_8));
            all.assertThat(texts.stream().filter(text -> text.contains(secret) || text.contains(hex)))
                    .as("%s with %s", where, secret)
                    .isEmpty();
        }
    }

    private void follow(GaplessSuite suite, CanarySourceServer upstream, String source, String authentication) {
        String manifest = MANIFEST_OF
                .replace("NAME", source)
                .replace("AUTHENTICATION", authentication)
                .replace("HTTP", upstream.url())
                .replace("WS", "ws://127.0.0.1:" + upstream.frames().port());
        call(suite, "PUT", "/v1/sources/" + source, "application/yaml", manifest);
        call(
                suite,
                "PUT",
                "/v1/accounts/" + source + "/ann",
                "application/json",
                "{\"credential\":\"" + CREDENTIAL + "\"}");
        answers.add(call(suite, "GET", "/v1/sources/" + source, null, "").body());
        answers.add(
                call(suite, "GET", "/v1/accounts/" + source + "/ann", null, "").body());
    }

    /** Each is refused, or changes nothing. */
    private void badCalls(GaplessSuite suite, String source) {
        String account = "/v1/accounts/" + source + "/ann";
        refused(suite, "PUT", account, "application/json", "{\"credential\":\"" + MALFORMED + "\", \"sinse\":");
        refused(suite, "PUT", account, "application/json", "{\"credential\":[\"" + MALFORMED + "\"]}");
        refused(suite, "PUT", account, "application/json", "{\"credential\":{\"password\":\"" + MALFORMED + "\"}}");
        refused(suite, "PUT", "/v1/accounts/none/ann", "application/json", "{\"credential\":\"" + MALFORMED + "\"}");
        String manifest = MANIFEST_OF.replace("NAME", source).replace("WS", "ws://127.0.0.1:1");
        refused(
                suite,
                "PUT",
                "/v1/sources/" + source,
                "application/yaml",
                manifest.replace("AUTHENTICATION", "{query: api_key}")
                        .replace("HTTP", "http://ann:" + USER_INFO + "@127.0.0.1:1"));
        refused(
                suite,
                "PUT",
                "/v1/sources/" + source,
                "application/yaml",
                manifest.replace("HTTP", "http://127.0.0.1:1")
                        .replace("AUTHENTICATION", "{header: Authorization, secret: " + MANIFEST + "}"));
        refused(suite, "PUT", "/v1/sources/" + source, "application/yaml", "password: " + MANIFEST);
        refused(suite, "GET", "/v1/gaps?state=odd&access_token=" + QUERY, null, "");
        refused(suite, "DELETE", "/v1/accounts/none/ann?access_token=" + QUERY + "&api_key=" + QUERY, null, "");
        refused(suite, "POST", "/v1/stops?token=" + QUERY, "application/json", "{\"scope\":\"odd\"}");
        refused(suite, "GET", "/v1/none/" + source + "?signature=" + QUERY, null, "");
        for (SuiteService service : SuiteService.values()) {
            HttpResponse<String> answer =
                    send(HttpRequest.newBuilder(URI.create(suite.url(service) + "/v1/stops?token=" + QUERY))
                            .header("Authorization", "Bearer " + TOKEN)
                            .header("Cookie", "session=" + TOKEN)
                            .header("X-Api-Key", TOKEN)
                            .GET());
            assertThat(answer.statusCode()).isGreaterThanOrEqualTo(400);
        }
    }

    private void refused(GaplessSuite suite, String method, String path, @Nullable String type, String body) {
        assertThat(call(suite, method, path, type, body).statusCode())
                .as("%s %s %s", method, path, body)
                .isBetween(400, 499);
    }

    private HttpResponse<String> call(
            GaplessSuite suite, String method, String path, @Nullable String type, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(suite.url(SuiteService.SCHEDULER) + path))
                .header("Authorization", "Bearer " + adminToken(suite))
                .method(method, BodyPublishers.ofString(body));
        return send(type == null ? request : request.header("Content-Type", type));
    }

    private static String adminToken(GaplessSuite suite) {
        try {
            return Files.readString(suite.home().adminToken()).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            HttpRequest traced = request.header("traceparent", TRACED).build();
            HttpResponse<String> answer = http.send(traced, BodyHandlers.ofString());
            answers.add(answer.headers().map() + answer.body());
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Items decided, letters kept of a page, of an item and of a frame. */
    private static void awaitWork(GaplessSuite suite, String source) throws IOException {
        RestApi checkpoint =
                RestApi.at(suite.url(SuiteService.CHECKPOINT), suite.home().adminToken());
        JdbcClient jdbc = jdbc(suite);
        await().atMost(TIMEOUT).untilAsserted(() -> {
            assertThat(jdbc.sql("select count(*) from checkpoint.item where source = ?")
                            .param(source)
                            .query(Long.class)
                            .single())
                    .isPositive();
            assertThat(checkpoint.get("/v1/dead-letters?source=" + source))
                    .contains("\"rule\"", "connection ", "task ");
        });
    }

    private static JdbcClient jdbc(GaplessSuite suite) {
        return JdbcClient.create(new DriverManagerDataSource(
                suite.servers().jdbcUrl(),
                suite.servers().databaseUser(),
                suite.servers().databasePassword()));
    }

    private static List<String> processes() throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            for (Path process : processes
                    .filter(each -> each.getFileName().toString().matches("\\d+"))
                    .toList()) {
                if (Files.isReadable(process.resolve("cmdline"))) {
                    lines.add(commandLine(process));
                }
            }
        }
        return lines;
    }

    /** Empty for a process that has just ended. */
    private static String commandLine(Path process) {
        try {
            return Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    private List<String> metrics(GaplessSuite suite) {
        return Stream.of(SuiteService.values())
                .map(service -> send(HttpRequest.newBuilder(URI.create(suite.url(service) + "/actuator/prometheus"))
                                .header("Authorization", "Bearer " + adminToken(suite))
                                .GET())
                        .body())
                .peek(text -> assertThat(text).contains("jvm_"))
                .toList();
    }

    /** They are exported some seconds after they ended. */
    private List<String> spans() {
        await().atMost(TIMEOUT)
                .until(() -> SharedSuite.spans().all().stream().anyMatch(body -> body.contains(queried)));
        return SharedSuite.spans().all();
    }

    private List<String> views(GaplessSuite suite) throws IOException, InterruptedException {
        RestApi scheduler =
                RestApi.at(suite.url(SuiteService.SCHEDULER), suite.home().adminToken());
        RestApi checkpoint =
                RestApi.at(suite.url(SuiteService.CHECKPOINT), suite.home().adminToken());
        List<String> views = new ArrayList<>();
        for (String path : List.of(
                "/v1/audit-log?limit=10000", "/v1/gaps?limit=1000", "/v1/status", "/v1/health-report", "/v1/tokens")) {
            views.add(scheduler.get(path));
        }
        views.add(checkpoint.get("/v1/dead-letters:summary"));
        for (String source : sources.keySet()) {
            String letters = checkpoint.get("/v1/dead-letters?limit=1000&source=" + source);
            views.add(letters);
            for (JsonNode letter : JsonMapper.shared().readTree(letters).get("letters")) {
                views.add(checkpoint.get("/v1/dead-letters/" + letter.get("id").asLong()));
            }
        }
        return views;
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(GaplessSuite suite) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", suite.servers().kafkaBootstrapServers(), "isolation.level", "read_uncommitted");
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.listTopics().values().stream()
                    .flatMap(List::stream)
                    .map(each -> new TopicPartition(each.topic(), each.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofSeconds(1)).forEach(records::add);
            }
        }
        return records;
    }

    /** @param ofBytes those of topics that hold what was captured, or all others */
    private static List<String> texts(List<ConsumerRecord<byte[], byte[]>> records, boolean ofBytes) {
        return records.stream()
                .filter(record -> TOPICS_OF_BYTES.contains(record.topic()) == ofBytes)
                .map(record -> text(record.key()) + headers(record) + text(record.value()))
                .toList();
    }

    private static String headers(ConsumerRecord<byte[], byte[]> record) {
        StringBuilder text = new StringBuilder();
        for (Header header : record.headers()) {
            text.append(header.key()).append('=').append(text(header.value())).append(' ');
        }
        return text.toString();
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** All rows of all tables, as a dump would have them. */
    private static List<String> rows(GaplessSuite suite) {
        JdbcClient jdbc = jdbc(suite);
        List<String> rows = new ArrayList<>();
        jdbc.sql("""
                select schemaname, tablename from pg_tables where schemaname not in ('pg_catalog', 'information_schema')
                """).query(table -> {
            String name = table.getString("tablename");
            List<String> left = COLUMNS_OF_BYTES.entrySet().stream()
                    .filter(each -> name.startsWith(each.getKey()))
                    .flatMap(each -> each.getValue().stream())
                    .map(column -> " - '" + column + "'")
                    .toList();
            rows.addAll(jdbc.sql("select (to_jsonb(t)%s)::text from \"%s\".\"%s\" t"
                            .formatted(String.join("", left), table.getString("schemaname"), name))
                    .query(String.class)
                    .list());
        });
        return rows;
    }
}
