package dev.gapless.scheduler.schedules;

import dev.gapless.scheduler.time.InstantParameters;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The {@code adaptive_poll} table: one row an account of a source that has an adaptive schedule. */
final class AdaptivePollLedger {

    /** Keyset paged. What audits deliver is no activity. */
    private static final String READ = """
            select a.source, a.account, h.computed_at, coalesce(h.reliability, :unknown) as reliability,
                   coalesce((select c.kind = 'CAPTURING'
                               from capture_state c
                              where c.source = a.source and c.account = a.account), false)
                   and exists (select 1
                                 from stream_plan p
                                where p.source = a.source and p.account = a.account and p.live) as connected,
                   coalesce((select sum(m.items)
                               from mining_cost m
                              where m.day >= :since and m.source = a.source and m.account = a.account
                                and m.operation <> 'AUDIT'), 0) / :days as items
              from account a
              left join adaptive_poll h on h.source = a.source and h.account = a.account
             where a.deleted_at is null
               and a.source in (select s.source from stream_schedule s where s.kind = 'ADAPTIVE')
               and (a.source, a.account) > (:source, :account)
             order by a.source, a.account
             limit :most
            """;

    private static final String WRITE = """
            insert into adaptive_poll (source, account, connected, reliability, items_per_day, period_seconds, computed_at)
            select u.source, u.account, u.connected, u.reliability, u.items, u.period, :now
              from unnest(cast(:sources as text[]), cast(:accounts as text[]), cast(:connected as bool[]),
                          cast(:reliabilities as float8[]), cast(:items as float8[]), cast(:periods as int8[]))
                   as u (source, account, connected, reliability, items, period)
                on conflict (source, account) do update
               set connected = excluded.connected,
                   reliability = excluded.reliability,
                   items_per_day = excluded.items_per_day,
                   period_seconds = excluded.period_seconds,
                   computed_at = excluded.computed_at
            """;

    /** Of accounts that are followed no more, and of sources that have no adaptive schedule any more. */
    private static final String FORGET = """
            delete from adaptive_poll h
             where not exists (select 1
                                 from account a
                                where a.source = h.source and a.account = h.account and a.deleted_at is null)
                or not exists (select 1
                                 from stream_schedule s
                                where s.source = h.source and s.kind = 'ADAPTIVE')
            """;

    private static final double DAY_SECONDS = 86_400;

    private final JdbcClient jdbc;

    AdaptivePollLedger(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** How accounts stand now, with the reliability of the last look. */
    List<AdaptivePoll> page(String source, String account, int most, Instant now) {
        LocalDate since = LocalDate.ofInstant(now, ZoneOffset.UTC).minusDays(1);
        double days = Duration.between(since.atStartOfDay(ZoneOffset.UTC), now.atZone(ZoneOffset.UTC))
                        .toSeconds()
                / DAY_SECONDS;
        return jdbc.sql(READ)
                .param("unknown", AdaptivePoll.UNKNOWN)
                .param("since", since)
                .param("days", days)
                .param("source", source)
                .param("account", account)
                .param("most", most)
                .query(AdaptivePollLedger::read)
                .list();
    }

    private static AdaptivePoll read(ResultSet row, int number) throws SQLException {
        return new AdaptivePoll(
                row.getString("source"),
                row.getString("account"),
                row.getBoolean("connected"),
                row.getDouble("reliability"),
                row.getDouble("items"),
                InstantParameters.nullableInstant(row, "computed_at"));
    }

    /** @param periods one of each, in their order */
    void write(List<AdaptivePoll> polls, List<Duration> periods, Instant now) {
        jdbc.sql(WRITE)
                .param("now", InstantParameters.of(now))
                .param("sources", polls.stream().map(AdaptivePoll::source).toArray(String[]::new))
                .param("accounts", polls.stream().map(AdaptivePoll::account).toArray(String[]::new))
                .param("connected", polls.stream().map(AdaptivePoll::connected).toArray(Boolean[]::new))
                .param(
                        "reliabilities",
                        polls.stream().mapToDouble(AdaptivePoll::reliability).toArray())
                .param(
                        "items",
                        polls.stream().mapToDouble(AdaptivePoll::itemsPerDay).toArray())
                .param(
                        "periods",
                        periods.stream().mapToLong(Duration::toSeconds).toArray())
                .update();
    }

    /** Leaves out what no look will change again: it would be told as if it were of now. */
    void forget() {
        jdbc.sql(FORGET).update();
    }

    /** Null for an account that was never looked at. */
    @Nullable
    AdaptivePoll find(String source, String account) {
        return jdbc.sql("""
                        select source, account, connected, reliability, items_per_day as items, computed_at
                          from adaptive_poll
                         where source = :source and account = :account
                        """)
                .param("source", source)
                .param("account", account)
                .query(AdaptivePollLedger::read)
                .optional()
                .orElse(null);
    }
}
