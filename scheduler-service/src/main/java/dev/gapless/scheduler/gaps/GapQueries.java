package dev.gapless.scheduler.gaps;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.position.StreamId;
import dev.gapless.scheduler.time.DatabaseClock;
import dev.gapless.scheduler.time.InstantParameters;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The gap ledger as operators and other services read it. */
final class GapQueries {

    /**
     * How long a gap takes is what gaps of the same stream and kind took that were about as long (to a power of ten).
     * It is counted from when the gap is due.
     */
    private static final String GAPS_OF_SOME = """
            with pace as (
                select source, account, stream, mode, floor(log(range_to - range_from)) as size,
                       percentile_cont(0.5) within group (order by extract(epoch from closed_at - opened_at)) as seconds
                  from gap
                 where state = 'FILLED'
                   and (cast(:source as text) is null or source = :source)
                   and (cast(:account as text) is null or account = :account)
                   {asked}
                 group by source, account, stream, mode, floor(log(range_to - range_from))
            )
            select g.*, p.seconds as pace
              from gap g
              left join pace p on p.source = g.source and p.account = g.account and p.stream = g.stream
                              and p.mode = g.mode and p.size = floor(log(g.range_to - g.range_from))
            """;

    private static final String GAPS = GAPS_OF_SOME.replace("{asked}", "");

    private static final String ASKED = """
            in (select * from unnest(cast(:sources as text[]), cast(:accounts as text[]), cast(:streams as text[])))
            """;

    private static final String GAPS_OF_ASKED =
            GAPS_OF_SOME.replace("{asked}", "and (source, account, stream) " + ASKED);

    /** @param oldestOpenedAt when the oldest of them was opened */
    record Count(String source, GapState state, long gaps, Instant oldestOpenedAt) {}

    private final JdbcClient jdbc;
    private final DatabaseClock clock;

    GapQueries(JdbcClient jdbc, DatabaseClock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Unfinished ones first, then the newest. */
    List<GapView> list(GapFilter filter) {
        GapPlace after = filter.after();
        return jdbc.sql(GAPS + """
                 where (cast(:source as text) is null or g.source = :source)
                   and (cast(:own as text[]) is null or g.source = any(cast(:own as text[])))
                   and (cast(:account as text) is null or g.account = :account)
                   and (cast(:stream as text) is null or g.stream = :stream)
                   and (cast(:state as text) is null or g.state = :state)
                   and (cast(:afterFilled as bool) is null
                        or g.state = 'FILLED' and not cast(:afterFilled as bool)
                        or (g.state = 'FILLED') = cast(:afterFilled as bool)
                           and (g.opened_at < cast(:afterOpened as timestamptz)
                                or g.opened_at = cast(:afterOpened as timestamptz) and g.id > :afterId))
                 order by g.state = 'FILLED', g.opened_at desc, g.id
                 limit :limit
                """)
                .param("own", filter.sources())
                .param("source", filter.source())
                .param("account", filter.account())
                .param("stream", filter.stream())
                .param("state", filter.state() == null ? null : filter.state().name())
                .param("afterFilled", after == null ? null : after.filled())
                .param("afterOpened", after == null ? null : InstantParameters.of(after.openedAt()))
                .param("afterId", after == null ? "" : after.id())
                .param("limit", filter.limit())
                .query(read())
                .list();
    }

    Optional<GapView> find(String id) {
        return jdbc.sql(GAPS + "where g.id = :id")
                .param("id", id)
                .param("source", null)
                .param("account", null)
                .query(read())
                .optional();
    }

    /** All that are not filled and overlap the range, by stream and position. */
    List<GapView> within(List<StreamId> streams, long from, long to) {
        return jdbc.sql(GAPS_OF_ASKED + """
                 where g.state <> 'FILLED'
                   and g.range_from < :to
                   and g.range_to > :from
                   and (g.source, g.account, g.stream)
                """ + ASKED + """
                 order by g.source, g.account, g.stream, g.range_from, g.id
                """)
                .param("source", only(streams.stream().map(StreamId::source).toList()))
                .param("account", only(streams.stream().map(StreamId::account).toList()))
                .param("from", from)
                .param("to", to)
                .param("sources", streams.stream().map(StreamId::source).toArray(String[]::new))
                .param("accounts", streams.stream().map(StreamId::account).toArray(String[]::new))
                .param("streams", streams.stream().map(StreamId::stream).toArray(String[]::new))
                .query(read())
                .list();
    }

    private static @Nullable String only(List<String> names) {
        return names.stream().distinct().count() == 1 ? names.getFirst() : null;
    }

    /** Estimates count from one present for all rows. */
    private RowMapper<GapView> read() {
        Instant now = clock.instant();
        return (row, number) -> read(row, now);
    }

    private static GapView read(ResultSet row, Instant now) throws SQLException {
        return new GapView(
                row.getString("id"),
                new GapView.GapExtent(
                        row.getString("source"),
                        row.getString("account"),
                        row.getString("stream"),
                        row.getLong("range_from"),
                        row.getLong("range_to"),
                        Aspect.ofMask(row.getInt("aspects")),
                        MiningMode.valueOf(row.getString("mode"))),
                new GapView.GapStatus(
                        GapState.valueOf(row.getString("state")),
                        GapCause.of(row.getString("cause")),
                        InstantParameters.nullableInstant(row, "deadline"),
                        row.getString("reason"),
                        eta(row, now)),
                new GapView.GapTries(
                        row.getLong("epoch"),
                        row.getInt("attempts"),
                        InstantParameters.instant(row, "due_at"),
                        row.getInt("lost"),
                        row.getInt("unseen")),
                InstantParameters.instant(row, "opened_at"),
                InstantParameters.nullableInstant(row, "closed_at"));
    }

    private static @Nullable Long eta(ResultSet row, Instant now) throws SQLException {
        Double pace = row.getObject("pace", Double.class);
        return switch (GapState.valueOf(row.getString("state"))) {
            case FILLED, STUCK, UNFILLABLE -> null;
            case OPEN, SCHEDULED, FILLING -> {
                if (pace == null) {
                    yield null;
                }
                Duration wait = Duration.between(now, InstantParameters.instant(row, "due_at"));
                long left = wait.toSeconds() + Math.round(Math.ceil(pace));
                // it took longer than such gaps do, so they tell nothing of it any more
                yield left > 0 ? left : null;
            }
        };
    }

    /**
     * One row a source and state that has gaps. One that was given up counts as such also while it is asked for again.
     */
    List<Count> counts() {
        return jdbc.sql("""
                select source, case reason when 'gone' then 'UNFILLABLE' else state end as state, count(*) as gaps,
                       min(opened_at) as oldest
                  from gap
                 group by 1, 2
                """)
                .query((row, number) -> new Count(
                        row.getString("source"),
                        GapState.valueOf(row.getString("state")),
                        row.getLong("gaps"),
                        InstantParameters.instant(row, "oldest")))
                .list();
    }
}
