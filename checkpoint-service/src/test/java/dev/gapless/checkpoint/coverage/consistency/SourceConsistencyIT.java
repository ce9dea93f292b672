package dev.gapless.checkpoint.coverage.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.checkpoint.CheckpointDatabase;
import dev.gapless.common.position.MicrosecondTime;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SourceConsistencyIT {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final CheckpointDatabase database = new CheckpointDatabase();
    private final Map<String, GapFillStatistics> filled = new HashMap<>();
    private final ConsistencyReport view = new ConsistencyReport(
            new ConsistencyView(database.client()), new LiveUptime(database.client()), (from, to) -> filled);
    private int items;

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void counts_items_by_the_paths_that_brought_them() {
        item("forum", 1, 2, 50, "LIVE", "LIVE");
        item("forum", 2, 4, 3, "MINED", "LIVE");
        item("forum", 3, null, 60, "MINED");
        item("forum", 4, 5, null, "LIVE");
        item("forum", 5, 6, null, "LIVE", "LIVE");
        item("other", 6, 7, null, "LIVE");
        item("forum", 7_200, 7_201, null, "LIVE");

        assertThat(view.of("forum", NOON, NOON.plusSeconds(3_600)))
                .containsExactly(new SourceConsistency(
                        "forum",
                        NOON,
                        NOON.plusSeconds(3_600),
                        new SourceConsistency.ItemCounts(5, 2, 1, 2, 1),
                        new SourceConsistency.Ratios(0.4, 0.5, 2.0 / 3, 2.0 / 7),
                        new SourceConsistency.LivePart(0, null),
                        null));
    }

    /** The formula (now - 1 day) - connectedAt is negative for a connection that is older than a day. */
    @Test
    void uptime_is_the_part_of_the_period_that_live_windows_cover_together() {
        live("ann", "w1", -90_000, 600);
        live("ann", "w2", 300, 1_200);
        live("ann", "w3", 400, 500);
        live("ann", "w4", 3_000, 9_000);
        mined("ann", "m1", 1_200, 3_000);
        live("bob", "w5", -90_000, -1);
        live("numbers", "w6", 5, 9, 0);

        SourceConsistency told = view.of("forum", NOON, NOON.plusSeconds(3_600)).getFirst();

        assertThat(told.liveStreams()).isEqualTo(2);
        assertThat(told.uptime()).isEqualTo((1_800 / 3_600.0 + 0) / 2);
        assertThat(told.items()).isZero();
        assertThat(view.of("nothing", NOON, NOON.plusSeconds(3_600))).isEmpty();
    }

    @Test
    void how_fast_gaps_were_filled_is_told_by_source_and_has_gauges() {
        filled.put("forum", new GapFillStatistics(3, 60, 40, 100));
        filled.put("other", new GapFillStatistics(1, 1, 1, 1));
        live("ann", "w1", -90_000, 30);

        assertThat(view.of("forum", NOON, NOON.plusSeconds(60)))
                .singleElement()
                .satisfies(told -> assertThat(told.gapFill()).isEqualTo(new GapFillStatistics(3, 60, 40, 100)));
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        new ConsistencyGauges(view, Clock.fixed(NOON.plusSeconds(60), ZoneOffset.UTC), Duration.ofMinutes(1), meters)
                .refresh();
        assertThat(meters.get("gapless.gap.fill.seconds")
                        .tags("source", "forum", "of", "p95")
                        .gauge()
                        .value())
                .isEqualTo(100);
        assertThat(meters.get("gapless.consistency.ratio")
                        .tag("of", "uptime")
                        .gauge()
                        .value())
                .isEqualTo(0.5);
    }

    @Test
    void a_share_of_nothing_is_null_and_has_no_gauge() {
        SourceConsistency none = SourceConsistency.of("forum", NOON, NOON.plusSeconds(1), 0, 0, 0, 0, 0);
        assertThat(none.overlapRatio()).isNull();
        assertThat(none.conflictRate()).isNull();

        item("forum", 4, 5, null, "LIVE");
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        new ConsistencyGauges(view, Clock.fixed(NOON.plusSeconds(60), ZoneOffset.UTC), Duration.ofHours(1), meters)
                .refresh();

        assertThat(meters.get("gapless.consistency.items")
                        .tag("seen", "websocket")
                        .gauge()
                        .value())
                .isEqualTo(1);
        assertThat(meters.get("gapless.consistency.ratio")
                        .tag("of", "overlap")
                        .gauge()
                        .value())
                .isZero();
        assertThat(meters.find("gapless.consistency.ratio")
                        .tag("of", "conflict")
                        .gauge())
                .isNull();
    }

    private void live(String account, String id, int from, int to) {
        live(account, id, from, to, MicrosecondTime.of(NOON));
    }

    private void live(String account, String id, int from, int to, long zero) {
        window(account, id, "LIVE", zero + from * 1_000_000L, zero + to * 1_000_000L);
    }

    private void mined(String account, String id, int from, int to) {
        long zero = MicrosecondTime.of(NOON);
        window(account, id, "MINED", zero + from * 1_000_000L, zero + to * 1_000_000L);
    }

    private void window(String account, String id, String path, long from, long to) {
        database.jdbc().update("""
                insert into coverage_window (source, account, stream, window_id, part_of, path, evidence, aspects, covered,
                                             opened_from, reach, open, epoch, generation, reported_at, opened_at, held)
                values ('forum', ?, 'posts', ?, ?, ?, 'HEARTBEAT_ATTESTED', 7, int8multirange(int8range(?, ?)), ?, ?, true,
                        1, 0, now(), now(), int8multirange(int8range(?, ?)))
                """, account, id, id, path, from, to, from, to, from, to);
    }

    private void item(String source, int second, @Nullable Integer live, @Nullable Integer mined, String... paths) {
        String id = "item-" + items++;
        database.jdbc().update("""
                insert into item (source, account, stream, item_id, position, version, operation, deleted, hash, payload,
                                  path, provenance, generation, inferred, seen_at, accepted_at, topic_id, log_partition,
                                  log_offset, seen_live_at, seen_mined_at, raised)
                values (?, 'ann', 'posts', ?, extract(epoch from ?::timestamptz) * 1000000, 1, 0, false, ''::bytea, '{}',
                        'LIVE', 'w', 0, false, now(), now(), gen_random_uuid(), 0, 0, ?, ?, true)
                """, source, id, time(second), time(live), time(mined));
        List<String> chain = List.of(paths);
        for (int i = 0; i < chain.size(); i++) {
            database.jdbc().update("""
                    insert into item_version (topic_id, log_partition, log_offset, source, account, stream, item_id, position,
                                              version, operation, hash, path, provenance, verdict, accepted_at)
                    values (gen_random_uuid(), 0, 0, ?, 'ann', 'posts', ?, 0, ?, 0, ''::bytea, ?, 'w', 'CHANGED', ?)
                    """, source, id, i, chain.get(i), time(i));
        }
    }

    private static @Nullable OffsetDateTime time(@Nullable Integer second) {
        return second == null ? null : NOON.plusSeconds(second).atOffset(ZoneOffset.UTC);
    }
}
