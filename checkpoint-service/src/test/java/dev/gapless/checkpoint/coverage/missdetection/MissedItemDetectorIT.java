package dev.gapless.checkpoint.coverage.missdetection;

import static dev.gapless.checkpoint.coverage.windows.CoverageReportBuilder.ALL;
import static dev.gapless.checkpoint.coverage.windows.CoverageReportBuilder.live;
import static dev.gapless.checkpoint.coverage.windows.CoverageReportBuilder.mined;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.checkpoint.coverage.windows.CoverageReportBuilder;
import dev.gapless.checkpoint.coverage.windows.CoverageRig;
import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.position.MicrosecondTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Items are put into the tables as the ledger leaves them there, because a test cannot wait for a minute. */
class MissedItemDetectorIT {

    /** Two hours ago; positions are told in seconds from here. */
    private final Instant zero = Instant.now().minus(Duration.ofHours(2)).truncatedTo(ChronoUnit.SECONDS);

    private final CoverageRig coverage = new CoverageRig();
    private final MissedItemDetector missed = new MissedItemDetector(
            new ScanWatermark(coverage.database().client()),
            coverage.database().client(),
            coverage.cuts(),
            coverage.gate(),
            coverage.database().transaction(),
            Clock.systemUTC(),
            Duration.ofSeconds(60));
    private int items;

    @BeforeEach
    void begin() {
        missed.look();
        coverage.database().jdbc().update("update looked set looked_to = looked_to - interval '3 hours'");
    }

    @AfterEach
    void close() {
        coverage.close();
    }

    @Test
    void a_live_window_is_cut_back_to_the_items_that_it_brought_around_the_missed_one() {
        coverage.apply(live("w", at(0), at(3_600)));
        item(100, 101, null);
        item(200, 201, null);
        item(300, null, 4_000);
        item(400, 401, null);

        assertThat(gapsAfterALook()).containsExactly(range(200, 400, 1));
        coverage.apply(live("w", at(0), at(3_600)));
        assertThat(gaps()).containsExactly(range(200, 400, 1));
        assertThat(gapsAfterALook()).containsExactly(range(200, 400, 1));
        assertThat(coverage.database().number("select count(*) from coverage_retraction"))
                .isEqualTo(1);
    }

    @Test
    void without_neighbours_the_whole_live_window_goes() {
        coverage.apply(live("w", at(0), at(3_600)));
        item(300, null, 4_000);

        assertThat(gapsAfterALook()).containsExactly(range(0, 3_600, 0));
    }

    @Test
    void an_item_that_is_still_as_it_was_accepted_is_missed_too() {
        coverage.apply(live("w", at(0), at(3_600)));
        item(300, null, 4_000);
        asAccepted("NEW");

        assertThat(gapsAfterALook()).containsExactly(range(0, 3_600, 0));
    }

    @Test
    void what_another_walk_had_brought_first_is_not_missed_when_it_comes_back() {
        coverage.apply(live("w", at(0), at(3_600)));
        item(300, null, 4_000);
        asAccepted("NEW");
        coverage.database().jdbc().update("update item set seen_mined_by = 'before'");

        assertThat(gapsAfterALook()).isEmpty();
    }

    @Test
    void an_edit_that_was_mined_misses_nothing() {
        coverage.apply(live("w", at(0), at(3_600)));
        item(300, null, 4_000);
        asAccepted("CHANGED");

        assertThat(gapsAfterALook()).isEmpty();
    }

    @Test
    void what_was_mined_at_once_or_came_live_too_is_not_missed() {
        coverage.apply(live("w", at(0), at(3_600)));
        item(300, null, 350);
        item(500, 501, 4_000);

        assertThat(gapsAfterALook()).isEmpty();
    }

    @Test
    void one_walk_goes_whole_when_another_finds_an_item_in_it() {
        coverage.apply(mined("first", at(0), at(1_000), ALL), mined("other", at(2_000), at(3_600), ALL));
        coverage.apply(mined("finder", at(100), at(200), ALL));
        reportedAt("first", 4_000);
        reportedAt("other", 4_000);
        reportedAt("finder", 6_000);
        item(150, null, 6_000, "finder");

        assertThat(gapsAfterALook()).containsExactly(range(0, 100, 0), range(200, 2_000, 0));
    }

    @Test
    void a_backlog_accepted_late_is_not_held_against_the_windows_reported_meanwhile() {
        coverage.apply(mined("first", at(0), at(1_000), ALL), mined("second", at(900), at(2_000), ALL));
        reportedAt("first", 4_000);
        reportedAt("second", 4_010);
        item(950, null, 4_005, "second");

        assertThat(gapsAfterALook()).containsExactly(range(2_000, 3_600, 0));
    }

    @Test
    void a_window_of_edits_alone_claims_no_creation() {
        coverage.apply(mined("e", at(0), at(3_600), EnumSet.of(Aspect.EDITS)));
        coverage.apply(mined("c", at(0), at(3_600), ALL));
        reportedAt("e", 4_000);
        reportedAt("c", 6_000);
        item(150, null, 6_000, "c");

        assertThat(gapsAfterALook()).isEmpty();
        assertThat(coverage.database().number("select count(*) from coverage_retraction"))
                .isZero();
    }

    @Test
    void merged_rows_lose_what_lies_between_the_items_that_walks_brought_before() {
        coverage.apply(mined("a", at(0), at(1_800), ALL), mined("b", at(1_800), at(3_600), ALL));
        coverage.database().jdbc().update("update coverage_window set reported_at = ?", time(600));
        coverage.mergeNow();
        item(100, null, 500, "a");
        item(700, null, 620, "a");
        item(400, null, 6_900, "z");

        assertThat(gapsAfterALook()).containsExactly(range(100, 700, 1));
    }

    @Test
    void numbered_live_windows_have_claimed_what_lies_below_a_number_seen_long_before() {
        coverage.apply(live("w", 0, 90));
        numbered(10, 1_000, null);
        numbered(20, null, 2_000);
        numbered(30, 1_900, null);
        assertThat(coverage.ask(0, 90, ALL).missing()).isEmpty();
        missed.look();
        assertThat(coverage.ask(0, 90, ALL).missing()).containsExactly(Range.of(10, 31));
    }

    @Test
    void the_mark_moves_so_that_nothing_is_looked_at_twice() {
        coverage.apply(live("w", at(0), at(3_600)));
        item(300, null, 4_000);
        missed.look();
        coverage.database().jdbc().update("delete from coverage_retraction");
        coverage.database().jdbc().update("delete from coverage_window");
        coverage.apply(live("w", at(0), at(3_600)));

        assertThat(gapsAfterALook()).isEmpty();
    }

    private List<Range> gapsAfterALook() {
        missed.look();
        return gaps();
    }

    private List<Range> gaps() {
        return coverage.ask(at(0), at(3_600), ALL).missing();
    }

    private void reportedAt(String window, int second) {
        coverage.database()
                .jdbc()
                .update(
                        "update coverage_window set reported_at = ?, opened_at = ? where window_id = ?",
                        time(second),
                        time(second),
                        window);
    }

    /** Nothing has replaced it. */
    private void asAccepted(String decision) {
        coverage.database().jdbc().update("delete from item_version");
        coverage.database()
                .jdbc()
                .update(
                        "update item set raised = false, decision = ?, accepted_at = now() - interval '90 seconds'",
                        decision);
    }

    private void item(int second, @Nullable Integer live, @Nullable Integer mined) {
        item(second, live, mined, "task");
    }

    private void item(int second, @Nullable Integer live, @Nullable Integer mined, String task) {
        put(at(second), live, mined, task);
    }

    private void numbered(long position, @Nullable Integer live, @Nullable Integer mined) {
        put(position, live, mined, "task");
    }

    private void put(long position, @Nullable Integer live, @Nullable Integer mined, String task) {
        String path = live == null ? "MINED" : "LIVE";
        String id = "item-" + items++;
        coverage.database()
                .jdbc()
                .update(
                        """
                        insert into item (source, account, stream, item_id, position, version, operation, deleted, hash,
                                          payload, path, provenance, generation, inferred, seen_at, accepted_at, topic_id,
                                          log_partition, log_offset, seen_live_at, seen_live_by, seen_mined_at, seen_mined_by,
                                          raised)
                        values (?, ?, ?, ?, ?, 1, 0, false, ''::bytea, '{}', ?, ?, 0, false, now(), now(),
                                gen_random_uuid(), 0, 0, ?, ?, ?, ?, true)
                        """,
                        CoverageReportBuilder.POSTS.source(),
                        CoverageReportBuilder.POSTS.account(),
                        CoverageReportBuilder.POSTS.stream(),
                        id,
                        position,
                        path,
                        task,
                        live == null ? null : time(live),
                        live == null ? null : "w",
                        mined == null ? null : time(mined),
                        mined == null ? null : task);
        coverage.database()
                .jdbc()
                .update(
                        """
                        insert into item_version (topic_id, log_partition, log_offset, source, account, stream, item_id,
                                                  position, version, operation, hash, path, provenance, verdict, accepted_at)
                        values (gen_random_uuid(), 0, 0, ?, ?, ?, ?, ?, 1, 0, ''::bytea, ?, ?, 'NEW',
                                now() - interval '90 seconds')
                        """,
                        CoverageReportBuilder.POSTS.source(),
                        CoverageReportBuilder.POSTS.account(),
                        CoverageReportBuilder.POSTS.stream(),
                        id,
                        position,
                        path,
                        task);
    }

    private long at(int second) {
        return MicrosecondTime.of(zero) + second * 1_000_000L;
    }

    private OffsetDateTime time(int second) {
        return zero.plusSeconds(second).atOffset(ZoneOffset.UTC);
    }

    private Range range(int from, int to, int more) {
        return Range.of(at(from), at(to) + more);
    }
}
