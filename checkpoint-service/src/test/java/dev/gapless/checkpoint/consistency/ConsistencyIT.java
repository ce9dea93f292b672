package dev.gapless.checkpoint.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.checkpoint.Database;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConsistencyIT {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final Database database = new Database();
    private final ConsistencyView view = new ConsistencyView(database.client());
    private int items;

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void counts_items_by_the_doors_that_brought_them() {
        item("forum", 1, 2, 50, "LIVE", "LIVE");
        item("forum", 2, 4, 3, "MINED", "LIVE");
        item("forum", 3, null, 60, "MINED");
        item("forum", 4, 5, null, "LIVE");
        item("forum", 5, 6, null, "LIVE", "LIVE");
        item("other", 6, 7, null, "LIVE");
        item("forum", 7_200, 7_201, null, "LIVE");

        assertThat(view.of("forum", NOON, NOON.plusSeconds(3_600)))
                .containsExactly(new Consistency(
                        "forum", NOON, NOON.plusSeconds(3_600), 5, 2, 1, 2, 1, 0.4, 0.5, 2.0 / 3, 2.0 / 7));
    }

    @Test
    void a_share_of_nothing_is_null_and_has_no_gauge() {
        Consistency none = Consistency.of("forum", NOON, NOON.plusSeconds(1), 0, 0, 0, 0, 0);
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

    private void item(String source, int second, @Nullable Integer live, @Nullable Integer mined, String... doors) {
        String id = "item-" + items++;
        database.jdbc().update("""
                insert into item (source, account, stream, item_id, position, version, operation, deleted, hash, payload,
                                  door, sighting, generation, inferred, seen_at, accepted_at, topic_id, log_partition,
                                  log_offset, seen_live_at, seen_mined_at, raised)
                values (?, 'ann', 'posts', ?, extract(epoch from ?::timestamptz) * 1000000, 1, 0, false, ''::bytea, '{}',
                        'LIVE', 'w', 0, false, now(), now(), gen_random_uuid(), 0, 0, ?, ?, true)
                """, source, id, time(second), time(live), time(mined));
        List<String> chain = List.of(doors);
        for (int i = 0; i < chain.size(); i++) {
            database.jdbc().update("""
                    insert into item_version (topic_id, log_partition, log_offset, source, account, stream, item_id, position,
                                              version, operation, hash, door, sighting, verdict, accepted_at)
                    values (gen_random_uuid(), 0, 0, ?, 'ann', 'posts', ?, 0, ?, 0, ''::bytea, ?, 'w', 'CHANGED', ?)
                    """, source, id, i, chain.get(i), time(i));
        }
    }

    private static @Nullable OffsetDateTime time(@Nullable Integer second) {
        return second == null ? null : NOON.plusSeconds(second).atOffset(ZoneOffset.UTC);
    }
}
