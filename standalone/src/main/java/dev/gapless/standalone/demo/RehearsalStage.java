package dev.gapless.standalone.demo;

import dev.gapless.common.kafka.AckedSend;
import dev.gapless.common.kafka.ProducerSettings;
import dev.gapless.standalone.api.PrometheusApi;
import dev.gapless.standalone.api.RestApi;
import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.PrometheusProcess;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A running suite, its upstream and its Prometheus, and what faults need of them. */
final class RehearsalStage {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration BETWEEN = Duration.ofMillis(500);

    private final GaplessSuite suite;
    private final SandboxClient sandbox;
    private final FollowedSandbox followed;
    private final PrometheusProcess prometheus;
    private final PrometheusApi figures;
    private final RehearsalDefects defects;
    private final RunbookRunner commands;
    private final Clock clock;
    private final Map<String, Connection> locks = new HashMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();

    RehearsalStage(
            GaplessSuite suite,
            SandboxClient sandbox,
            FollowedSandbox followed,
            PrometheusProcess prometheus,
            RehearsalDefects defects,
            RunbookRunner commands,
            Clock clock) {
        this.suite = suite;
        this.sandbox = sandbox;
        this.followed = followed;
        this.prometheus = prometheus;
        this.figures = new PrometheusApi(prometheus.url());
        this.defects = defects;
        this.commands = commands;
        this.clock = clock;
    }

    GaplessSuite suite() {
        return suite;
    }

    SandboxClient sandbox() {
        return sandbox;
    }

    /** The manifest as it was applied. */
    byte[] manifest() {
        return followed.manifest();
    }

    PrometheusProcess prometheus() {
        return prometheus;
    }

    PrometheusApi figures() {
        return figures;
    }

    RehearsalDefects defects() {
        return defects;
    }

    RunbookRunner commands() {
        return commands;
    }

    Clock clock() {
        return clock;
    }

    RestApi scheduler() throws IOException {
        return RestApi.at(suite.url(SuiteService.SCHEDULER), suite.home().adminToken());
    }

    /**
     * Plans a fault of the sandbox.
     *
     * @param more members of the order as JSON, each after a comma
     */
    void plan(String kind, String account, int seconds, String more) throws IOException, InterruptedException {
        sandbox.plan(
                "{\"kind\":\"%s\",\"account\":\"%s\",\"duration\":\"%ds\"%s}".formatted(kind, account, seconds, more));
    }

    /** Waits until an expression has a series. @throws IOException when it has none within a minute */
    void await(String expression) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (figures.query(expression).isEmpty()) {
            if (System.nanoTime() > end) {
                throw new IOException("%s: no series for %d s".formatted(expression, PATIENCE.toSeconds()));
            }
            Thread.sleep(BETWEEN);
        }
    }

    /** Sends records of one value to a topic, as they are. */
    void send(String topic, Map<String, byte[]> headers, byte[] value, int count) throws InterruptedException {
        Map<String, Object> settings = ProducerSettings.durable(
                Map.of("bootstrap.servers", suite.servers().kafkaBootstrapServers()), "gapless-rehearsal");
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            AckedSend.sendAll(
                    producer,
                    IntStream.range(0, count)
                            .mapToObj(number -> AckedSend.record(topic, "rehearsal-" + number, headers, value))
                            .toList());
        }
    }

    /** Runs statements as the owner of all tables. */
    void sql(String... statements) throws IOException {
        try (Connection connection = connection();
                Statement all = connection.createStatement()) {
            for (String each : statements) {
                all.execute(each);
            }
        } catch (SQLException e) {
            throw new IOException("%s: %s".formatted(statements[0], e.getMessage()), e);
        }
    }

    /**
     * Until the last report of each capture of the account is applied; a later one would bring coverage back. A window
     * whose close an earlier fault has lost stays open, and is not reported any more.
     */
    void awaitClosedWindows(String account) throws IOException, InterruptedException {
        awaitNone(("select window_id from checkpoint.coverage_window where open and source = '%s' and account = '%s'"
                        + " and reported_at > now() - interval '15 seconds'")
                .formatted(FollowedSandbox.SOURCE, account));
    }

    /** Until letters that were redriven and cannot be processed have come back; a discard would miss later ones. */
    void awaitLettersBack() throws IOException, InterruptedException {
        awaitNone("select 1 from checkpoint.dead_letter"
                + " having count(*) filter (where state = 'REDRIVEN') > count(*) filter (where previous is not null)");
    }

    private void awaitNone(String query) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (text(query).isPresent()) {
            if (System.nanoTime() > end) {
                throw new IOException("%s: a row for %d s".formatted(query, PATIENCE.toSeconds()));
            }
            Thread.sleep(BETWEEN);
        }
    }

    /** The first column of the first row. */
    Optional<String> text(String query) throws IOException {
        try (Connection connection = connection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
        } catch (SQLException e) {
            throw new IOException("%s: %s".formatted(query, e.getMessage()), e);
        }
    }

    /**
     * Holds a lock on tables until {@link #unlock}.
     *
     * @param mode as SQL names it
     */
    void lock(String tables, String mode) throws IOException {
        try {
            Connection connection = connection();
            locks.put(tables, connection);
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("lock table %s in %s mode".formatted(tables, mode));
            }
        } catch (SQLException e) {
            throw new IOException("%s could not be locked".formatted(tables), e);
        }
    }

    void unlock(String tables) throws IOException {
        Connection connection = locks.remove(tables);
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                throw new IOException("the lock of %s could not be let go".formatted(tables), e);
            }
        }
    }

    /** Keeps an offset of the processors as it was before it is moved. */
    void remember(TopicPartition partition, OffsetAndMetadata offset) {
        offsets.put(partition, offset);
    }

    /** The processors' offsets that were moved, as they were before. */
    Map<TopicPartition, OffsetAndMetadata> remembered() {
        return Map.copyOf(offsets);
    }

    /** Deals with all letters that are open. */
    void discardLetters() throws IOException {
        String rules = "select string_agg(distinct rule, ' ') from checkpoint.dead_letter where state = 'NEW'";
        for (String rule : text(rules).map(all -> all.split(" ")).orElseGet(() -> new String[0])) {
            int status = commands.run(List.of("dead-letters", "discard", "--rule", rule, "--reason", "rehearsed"));
            if (status != 0) {
                throw new IOException("the letters of %s could not be discarded: %d".formatted(rule, status));
            }
        }
    }

    /** Takes a range out of what is covered of an account's streams, as if it had never been read. */
    void loseCoverage(String account, List<String> streams, long from, long to) throws IOException {
        for (String stream : streams) {
            String of = "source = '%s' and account = '%s' and stream = '%s'"
                    .formatted(FollowedSandbox.SOURCE, account, stream);
            sql(
                    "delete from checkpoint.coverage_window where path = 'LIVE' and reach > %d and %s"
                            .formatted(from, of),
                    """
                    with mined as (
                        delete from checkpoint.coverage_window where path = 'MINED' and %3$s returning *
                    ), rest as (
                        select source, account, stream, path, evidence, aspects, epoch, generation, reported_at,
                               unnest(range_agg(covered) - int8multirange(int8range(%1$d, %2$d))) as covered
                          from mined
                         group by source, account, stream, path, evidence, aspects, epoch, generation, reported_at
                    )
                    insert into checkpoint.coverage_window (source, account, stream, window_id, part_of, path, evidence,
                                                            aspects, covered, opened_from, reach, open, epoch,
                                                            generation, reported_at, opened_at, held)
                    select source, account, stream, id, id, path, evidence, aspects, int8multirange(covered),
                           lower(covered), upper(covered), false, epoch, generation, reported_at, reported_at,
                           int8multirange(covered)
                      from rest
                     cross join lateral (select gen_random_uuid()::text || lower(covered) as id) named
                    """.formatted(from, to, of),
                    """
                    insert into checkpoint.coverage_change (source, account, stream) values ('%s', '%s', '%s')
                    """.formatted(FollowedSandbox.SOURCE, account, stream));
        }
    }

    private Connection connection() throws SQLException {
        return DriverManager.getConnection(
                suite.servers().jdbcUrl(),
                suite.servers().databaseUser(),
                suite.servers().databasePassword());
    }
}
