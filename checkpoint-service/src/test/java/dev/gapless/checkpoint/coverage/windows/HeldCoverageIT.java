package dev.gapless.checkpoint.coverage.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.gapless.checkpoint.jdbc.BatchStatements;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.RecordSpan;
import dev.gapless.common.position.StreamId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What Kafka has is claimed; what the ledger has decided is held. */
class HeldCoverageIT {

    /** How far beyond a lost record's range a live claim is cut, in µs. */
    private static final long MINUTE = 60_000_000;

    private static final String WAITING = """
            select count(*)
              from pg_stat_activity
             where wait_event_type = 'Lock'
               and datname = current_database()
            """;

    private static final StreamId BLOCKS = new StreamId("chain", "ann", "blocks");

    private final CoverageRig coverage = new CoverageRig();

    @BeforeEach
    void logs() {
        coverage.logBegins(IngestPath.LIVE, 0, 0);
        coverage.logBegins(IngestPath.LIVE, 1, 0);
        coverage.logBegins(IngestPath.MINED, 0, 0);
    }

    @AfterEach
    void close() {
        coverage.close();
    }

    private static CoverageReportBuilder live(long to, RecordSpan... records) {
        return CoverageReportBuilder.live("w", 10, to).on(records);
    }

    @Test
    void what_no_processor_has_decided_is_claimed_and_not_held() {
        coverage.apply(live(30, new RecordSpan(0, 5, 9)));
        coverage.promote();

        assertThat(coverage.gaps()).containsExactly(Range.of(0, 10), Range.of(30, 100));
        assertThat(coverage.ask(0, 100, CoverageReportBuilder.ALL).undecided()).containsExactly(Range.of(10, 30));
        assertThat(coverage.held()).isEmpty();
    }

    @Test
    void what_is_claimed_and_not_held_has_a_count_an_age_and_an_alarm() {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        ((Logger) LoggerFactory.getLogger(ClaimedGauges.class)).addAppender(log);
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        ClaimedGauges gauges =
                new ClaimedGauges(new BatchStatements(coverage.database().jdbc()), Duration.ofMinutes(5), meters);
        coverage.apply(live(30, new RecordSpan(0, 5, 9)));
        coverage.database()
                .jdbc()
                .update("update coverage_pending set reported_at = clock_timestamp() - interval '10 minutes'");
        gauges.refresh();
        gauges.refresh();
        assertThat(meters.get("gapless.coverage.claimed.streams").gauge().value())
                .isEqualTo(1);
        assertThat(meters.get("gapless.coverage.claimed.age.seconds").gauge().value())
                .isBetween(600.0, 660.0);
        assertThat(log.list)
                .singleElement()
                .satisfies(line -> assertThat(line.getFormattedMessage()).startsWith("coverage-not-held streams=1"));

        coverage.decide(IngestPath.LIVE, 0, 0, 9);
        coverage.promote();
        gauges.refresh();
        assertThat(meters.get("gapless.coverage.claimed.streams").gauge().value())
                .isZero();
        assertThat(meters.get("gapless.coverage.claimed.age.seconds").gauge().value())
                .isZero();
        assertThat(log.list.getLast().getFormattedMessage()).startsWith("coverage-held-again");
    }

    @Test
    void it_is_held_once_all_of_its_records_are_decided_and_not_before() {
        coverage.apply(live(30, new RecordSpan(0, 5, 9), new RecordSpan(1, 2, 3)));
        coverage.decide(IngestPath.LIVE, 0, 0, 9);
        coverage.decide(IngestPath.LIVE, 1, 0, 2);
        coverage.promote();
        assertThat(coverage.held()).isEmpty();

        coverage.decide(IngestPath.LIVE, 1, 2, 3);
        coverage.promote();
        assertThat(coverage.held()).containsExactly(Range.of(10, 30));
        assertThat(coverage.ask(0, 100, CoverageReportBuilder.ALL).undecided()).isEmpty();
    }

    /** Otherwise it would be looked at in each round, before what waits for its promotion. */
    @Test
    void what_is_claimed_of_a_window_that_is_gone_is_forgotten() {
        coverage.apply(live(30, new RecordSpan(0, 5, 9)));
        coverage.database().jdbc().update("delete from coverage_window");
        coverage.promote();
        assertThat(coverage.database().number("select count(*) from coverage_pending"))
                .as("as long as its records are not decided")
                .isEqualTo(1);

        coverage.decide(IngestPath.LIVE, 0, 0, 9);
        coverage.promote();
        assertThat(coverage.database().number("select count(*) from coverage_pending"))
                .isZero();
        assertThat(coverage.held()).isEmpty();
    }

    /** Otherwise two processes, or a process and a report, wait for each other. */
    @Test
    void a_round_promotes_what_it_has_locked_and_leaves_what_became_ready_meanwhile_to_the_next() throws Exception {
        coverage.apply(live(30, new RecordSpan(0, 5, 9)));
        coverage.decide(IngestPath.LIVE, 0, 0, 9);
        DataSource source = Objects.requireNonNull(coverage.database().jdbc().getDataSource());
        try (Connection first = source.getConnection();
                Connection second = source.getConnection()) {
            lock(first, "w");
            CompletableFuture<Void> round = CompletableFuture.runAsync(coverage::promote);
            await().until(() -> coverage.database().number(WAITING) == 1);
            coverage.apply(CoverageReportBuilder.live("v", 40, 60).on(new RecordSpan(0, 9, 12)));
            coverage.decide(IngestPath.LIVE, 0, 9, 12);
            lock(second, "v");
            first.rollback();

            assertThat(round).succeedsWithin(Duration.ofSeconds(20));
            second.rollback();
        }
        assertThat(coverage.held()).containsExactly(Range.of(10, 30));

        coverage.promote();
        assertThat(coverage.held()).containsExactly(Range.of(10, 30), Range.of(40, 60));
    }

    private static void lock(Connection connection, String window) throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement statement =
                connection.prepareStatement("select 1 from coverage_window where window_id = ? for update")) {
            statement.setString(1, window);
            statement.execute();
        }
    }

    @Test
    void what_is_decided_already_when_the_report_comes_is_held_at_once() {
        coverage.decide(IngestPath.LIVE, 0, 0, 9);
        coverage.apply(live(30, new RecordSpan(0, 5, 9)));

        assertThat(coverage.held()).containsExactly(Range.of(10, 30));
    }

    @Test
    void a_range_without_records_is_held_as_far_as_the_records_before_it_are() {
        coverage.apply(live(30, new RecordSpan(0, 5, 9)));
        coverage.apply(live(40, new RecordSpan(0, 5, 9)));
        coverage.promote();
        assertThat(coverage.held()).isEmpty();

        coverage.decide(IngestPath.LIVE, 0, 0, 9);
        coverage.promote();
        assertThat(coverage.held()).containsExactly(Range.of(10, 40));
    }

    @Test
    void each_report_is_held_when_its_own_records_are() {
        coverage.apply(live(30, new RecordSpan(0, 5, 9)));
        coverage.apply(live(40, new RecordSpan(0, 5, 12)));
        coverage.decide(IngestPath.LIVE, 0, 0, 10);
        coverage.promote();

        assertThat(coverage.held()).containsExactly(Range.of(10, 30));
    }

    /** With processors away for an hour a window is reported some thousand times. */
    @Test
    void processors_that_are_away_do_not_make_rows_without_end() {
        for (int to = 11; to < 60; to++) {
            coverage.apply(live(to, new RecordSpan(0, 0, to)));
        }
        assertThat(coverage.database().number("select count(*) from coverage_pending"))
                .isLessThanOrEqualTo(4);
        coverage.promote();
        assertThat(coverage.held()).isEmpty();

        coverage.decide(IngestPath.LIVE, 0, 0, 59);
        coverage.promote();
        assertThat(coverage.held()).containsExactly(Range.of(10, 59));
        assertThat(coverage.database().number("select count(*) from coverage_pending"))
                .isZero();
    }

    /** Else a processor that trails by a few reports would never let anything be held. */
    @Test
    void a_processor_that_always_trails_by_a_few_reports_holds_up_nothing() {
        for (int to = 11; to < 90; to++) {
            coverage.apply(live(to, new RecordSpan(0, 0, to)));
            coverage.decide(IngestPath.LIVE, 0, 0, Math.max(1, to - 10));
            coverage.promote();
        }

        assertThat(coverage.held()).hasSize(1);
        assertThat(coverage.held().getFirst().to()).isGreaterThan(60);
    }

    @Test
    void what_is_cut_before_it_is_held_is_not_held_afterwards() {
        coverage.apply(live(30, new RecordSpan(0, 5, 9)));
        coverage.retract(15, 20);
        coverage.decide(IngestPath.LIVE, 0, 0, 9);
        coverage.promote();

        assertThat(coverage.held()).containsExactly(Range.of(10, 15), Range.of(20, 30));
    }

    @Test
    void what_is_held_is_cut_with_what_is_claimed() {
        coverage.decide(IngestPath.LIVE, 0, 0, 9);
        coverage.apply(live(30, new RecordSpan(0, 5, 9)));
        coverage.retract(15, 20);

        assertThat(coverage.held()).containsExactly(Range.of(10, 15), Range.of(20, 30));
    }

    @Test
    void old_windows_are_not_merged_before_they_are_held() {
        coverage.apply(live(30, new RecordSpan(0, 5, 9)).closed());
        coverage.age(Duration.ofHours(2));
        coverage.merge();
        coverage.decide(IngestPath.LIVE, 0, 0, 9);
        coverage.promote();
        coverage.merge();

        assertThat(coverage.held()).containsExactly(Range.of(10, 30));
        assertThat(coverage.database().number("select count(*) from coverage_window where window_id like 'merged:%'"))
                .isEqualTo(1);
    }

    @Test
    void a_floor_never_jumps_over_what_was_not_decided() {
        assertThat(coverage.decide(IngestPath.LIVE, 0, 0, 4)).isTrue();
        assertThat(coverage.decide(IngestPath.LIVE, 0, 6, 9)).isFalse();
        coverage.apply(live(30, new RecordSpan(0, 0, 5)));
        coverage.promote();
        assertThat(coverage.held()).isEmpty();

        assertThat(coverage.decide(IngestPath.LIVE, 0, 2, 9)).isTrue();
        coverage.promote();
        assertThat(coverage.held()).containsExactly(Range.of(10, 30));
    }

    /** The records expired while no processor ran. */
    @Test
    void what_stands_on_records_that_are_gone_becomes_a_gap_and_stays_one() {
        coverage.decide(IngestPath.LIVE, 0, 0, 6);
        coverage.apply(live(20, new RecordSpan(0, 5, 6)));
        coverage.apply(live(30, new RecordSpan(0, 5, 9)));
        coverage.apply(live(40, new RecordSpan(0, 5, 12)));
        coverage.logBegins(IngestPath.LIVE, 0, 8);
        coverage.promote();

        assertThat(coverage.gaps()).containsExactly(Range.of(0, 10), Range.of(20, 100));

        coverage.decide(IngestPath.LIVE, 0, 8, 20);
        coverage.apply(live(MINUTE + 50, new RecordSpan(0, 5, 20)));
        coverage.promote();
        assertThat(coverage.held()).containsExactly(Range.of(10, 20));
        assertThat(isHeld(MINUTE + 29)).isFalse();
        assertThat(isHeld(MINUTE + 30)).isTrue();
    }

    private boolean isHeld(long position) {
        return coverage.database()
                        .number("select count(*) from coverage_window where held @> cast(? as bigint)", position)
                > 0;
    }

    /** Claims trail what has come by the lateness, so a record may be named by one report and covered by the next. */
    @Test
    void a_record_that_is_gone_is_not_covered_by_the_report_behind_the_one_that_named_it() {
        coverage.apply(live(20, new RecordSpan(0, 5, 6)).lateness(5));
        coverage.logBegins(IngestPath.LIVE, 0, 6);
        coverage.decide(IngestPath.LIVE, 0, 6, 20);
        coverage.apply(live(MINUTE + 50, new RecordSpan(0, 5, 20)).lateness(5));
        assertThat(coverage.held()).isEmpty();

        coverage.promote();
        coverage.promote();
        assertThat(coverage.database().number("select lower(held) from coverage_window"))
                .isEqualTo(MINUTE + 20);
    }

    @Test
    void what_a_walk_claims_behind_a_page_that_is_gone_is_not_held() {
        coverage.apply(CoverageReportBuilder.mined("task", 50, 80, CoverageReportBuilder.ALL)
                .on(new RecordSpan(0, 1, 4)));
        coverage.logBegins(IngestPath.MINED, 0, 4);
        coverage.decide(IngestPath.MINED, 0, 4, 20);
        coverage.apply(CoverageReportBuilder.mined("task", 20, 50, CoverageReportBuilder.ALL)
                .on(new RecordSpan(0, 1, 8)));
        coverage.promote();
        coverage.promote();

        assertThat(coverage.held()).isEmpty();
    }

    /** Cuts are transactions of their own, so while thousands of them are due reports go on coming. */
    @Test
    void a_report_that_comes_before_the_cut_does_not_hold_what_stands_on_records_that_are_gone() {
        coverage.decide(IngestPath.LIVE, 0, 0, 6);
        coverage.apply(live(20, new RecordSpan(0, 5, 6)));
        coverage.apply(live(30, new RecordSpan(0, 5, 9)));
        coverage.logBegins(IngestPath.LIVE, 0, 9);
        coverage.decide(IngestPath.LIVE, 0, 9, 20);
        coverage.apply(live(MINUTE + 50, new RecordSpan(0, 5, 20)));
        assertThat(coverage.held()).containsExactly(Range.of(10, 20));

        coverage.promote();
        coverage.promote();
        assertThat(coverage.held()).containsExactly(Range.of(10, 20));
        assertThat(isHeld(MINUTE + 29)).isFalse();
        assertThat(isHeld(MINUTE + 30)).isTrue();
        assertThat(coverage.gaps()).containsExactly(Range.of(0, 10), Range.of(20, 100));
    }

    @Test
    void a_report_that_comes_after_its_records_are_gone_makes_a_gap_too() {
        coverage.logBegins(IngestPath.LIVE, 0, 8);
        coverage.decide(IngestPath.LIVE, 0, 8, 20);
        coverage.apply(live(30, new RecordSpan(0, 5, 9)));
        coverage.promote();
        coverage.apply(live(MINUTE + 40, new RecordSpan(0, 5, 12)));
        coverage.promote();

        assertThat(isHeld(MINUTE + 29)).isFalse();
        assertThat(isHeld(MINUTE + 30)).isTrue();
        assertThat(coverage.gaps()).containsExactly(Range.of(0, 100));
    }

    @Test
    void a_walk_waits_for_the_records_of_its_own_topic() {
        coverage.decide(IngestPath.LIVE, 0, 0, 100);
        coverage.apply(CoverageReportBuilder.mined("task", 0, 50, CoverageReportBuilder.ALL)
                .on(new RecordSpan(0, 1, 4)));
        coverage.promote();
        assertThat(coverage.held()).isEmpty();

        coverage.decide(IngestPath.MINED, 0, 0, 4);
        coverage.promote();
        assertThat(coverage.held()).containsExactly(Range.of(0, 50));
    }

    /** Else the worst streams would have the best certificates: they would end where nothing is missing yet. */
    @Test
    void without_an_end_the_answer_goes_to_where_the_stream_is_wanted() {
        long begun = 1_700_000_000_000_000L;
        assertThat(end(0)).isGreaterThan(begun);

        coverage.apply(CoverageReportBuilder.live("instants", begun, begun + 1_000));
        assertThat(end(begun)).isGreaterThan(begun + 1_000_000);

        coverage.apply(
                CoverageReportBuilder.live("numbers", 10, 30).frontier(50).of(BLOCKS));
        assertThat(coverage.facts()
                        .of(List.of(new CoverageReader.Asked(BLOCKS, 0, null)))
                        .getFirst()
                        .to())
                .isEqualTo(50);
    }

    private long end(long from) {
        return coverage.facts()
                .of(List.of(new CoverageReader.Asked(CoverageReportBuilder.POSTS, from, null)))
                .getFirst()
                .to();
    }

    /** A snapshot's window covers nothing: its reach says when it was compared. */
    @Test
    void a_state_counts_as_compared_once_it_is_decided() {
        AtomicLong compared = new AtomicLong();
        coverage.apply(CoverageReportBuilder.mined("forum/ann/posts:snapshot", 77, 77, Set.of())
                .on(new RecordSpan(0, 1, 4)));
        coverage.promote();
        assertThat(comparedAt(compared)).isZero();

        coverage.decide(IngestPath.MINED, 0, 0, 4);
        coverage.promote();
        assertThat(comparedAt(compared)).isEqualTo(77);
    }

    private long comparedAt(AtomicLong compared) {
        compared.set(coverage.database()
                .number("select coalesce(max(held_reach), 0) from coverage_window where window_id like '%:snapshot'"));
        return compared.get();
    }
}
