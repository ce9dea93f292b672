package dev.gapless.scheduler.interest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.position.StreamId;
import dev.gapless.scheduler.SchedulerTables;
import dev.gapless.scheduler.time.InstantParameters;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class WatchedStreamLedgerIT {

    private static final SchedulerTables TABLES = new SchedulerTables();
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final StreamId STREAM = new StreamId("s", "a", "quotes");

    private final JdbcClient jdbc = TABLES.jdbc();
    private final WatchedStreamLedger ledger =
            new WatchedStreamLedger(jdbc, new InterestProperties(Duration.ofSeconds(30), Duration.ofSeconds(10)));

    @BeforeEach
    void oneStreamThatIsPolledEveryHour() {
        jdbc.sql("truncate poll, watched_stream").update();
        jdbc.sql("""
                insert into source (name, manifest, revision, applied_at) values ('s', '', '', now())
                    on conflict do nothing
                """).update();
        poll(NOON.plusSeconds(3_600), false);
    }

    private void poll(Instant next, boolean scheduled) {
        jdbc.sql("""
                insert into poll as held (source, account, stream, mode, period_seconds, generation, next_at, scheduled)
                values ('s', 'a', 'quotes', 'SNAPSHOT', 3600, 0, :next, :scheduled)
                    on conflict (source, account, stream) do update
                   set next_at = excluded.next_at, scheduled = excluded.scheduled
                """)
                .param("next", InstantParameters.of(next))
                .param("scheduled", scheduled)
                .update();
    }

    private Instant next() {
        return jdbc.sql("select next_at from poll where source = 's'")
                .query((row, number) -> row.getTimestamp(1).toInstant())
                .single();
    }

    @Test
    void a_stream_is_polled_at_once_when_it_is_watched_first_and_each_period_while_it_is() {
        ledger.watch("one", List.of(STREAM), NOON);
        assertThat(next()).isEqualTo(NOON);

        poll(NOON.plusSeconds(3_601), false);
        ledger.watch("one", List.of(STREAM), NOON.plusSeconds(5));
        assertThat(next()).isEqualTo(NOON.plusSeconds(15));
        // said again before the poll is due it is not put off
        ledger.watch("two", List.of(STREAM), NOON.plusSeconds(6));
        assertThat(next()).isEqualTo(NOON.plusSeconds(15));

        // the first replica has no client any more, and the second has one until its lease is over
        poll(NOON.plusSeconds(3_630), false);
        ledger.watch("two", List.of(STREAM), NOON.plusSeconds(35));
        assertThat(next()).isEqualTo(NOON.plusSeconds(45));
    }

    @Test
    void who_comes_back_within_the_lease_is_no_news_and_after_it_is() {
        ledger.watch("one", List.of(STREAM), NOON);
        poll(NOON.plusSeconds(3_600), false);
        ledger.watch("one", List.of(STREAM), NOON.plusSeconds(29));
        assertThat(next()).isEqualTo(NOON.plusSeconds(39));
        poll(NOON.plusSeconds(3_600), false);
        ledger.watch("one", List.of(STREAM), NOON.plusSeconds(60));
        assertThat(next()).isEqualTo(NOON.plusSeconds(60));
        ledger.watch("one", List.of(), NOON.plusSeconds(200));
        assertThat(jdbc.sql("select count(*) from watched_stream")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void what_is_out_or_not_polled_stays_as_it_is() {
        poll(NOON.plusSeconds(3_600), true);
        ledger.watch("one", List.of(STREAM, STREAM, new StreamId("s", "b", "quotes")), NOON);
        assertThat(next()).isEqualTo(NOON.plusSeconds(3_600));
    }
}
