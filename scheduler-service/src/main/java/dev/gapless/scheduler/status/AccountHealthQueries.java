package dev.gapless.scheduler.status;

import dev.gapless.scheduler.rollouts.RolloutSql;
import dev.gapless.scheduler.status.AccountHealth.AccountConnection;
import dev.gapless.scheduler.status.AccountHealth.AccountWork;
import dev.gapless.scheduler.time.InstantParameters;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Judges accounts by the scheduler's own tables, in one statement for all of them. */
final class AccountHealthQueries {

    /** A stream that is captured is planned, and known to be live, within this time. */
    private static final Duration BECOMING_LIVE = Duration.ofSeconds(20);

    private static final String JUDGED =
            """
            with expected as (
                    select * from unnest(cast(:sources as text[]), cast(:streams as text[])) as e (source, stream)),
                 gaps as (
                    select source, account,
                           count(*) filter (where state in ('OPEN', 'SCHEDULED', 'FILLING')) as waiting,
                           count(*) filter (where state = 'STUCK') as stuck,
                           count(*) filter (where state = 'UNFILLABLE') as unfillable,
                           coalesce(max(attempts) filter (where state in ('OPEN', 'SCHEDULED', 'FILLING')), 0) as attempts
                      from gap
                     where state <> 'FILLED' and (cast(:source as text) is null or source = :source)
                       and (cast(:account as text) is null or account = :account)
                     group by source, account),
                 polls as (
                    select source, account, max(attempts) as attempts
                      from poll
                     where (cast(:source as text) is null or source = :source)
                       and (cast(:account as text) is null or account = :account)
                     group by source, account),
                 planned as (
                    select p.source, p.account, count(*) as streams, count(*) filter (where p.live) as live,
                           count(*) filter (where not p.live and e.stream is not null) as silent,
                           max(p.lag_seconds) as lag
                      from stream_plan p
                      left join expected e on e.source = p.source and e.stream = p.stream
                     where p.planned_at is not null and (cast(:source as text) is null or p.source = :source)
                       and (cast(:account as text) is null or p.account = :account)
                     group by p.source, p.account),
                 figures as (
                    select a.source, a.account, c.kind, c.cause, c.detail, c.since, c.next_at, c.reported_at,
                           coalesce(s.streams, 0) as streams, coalesce(s.live, 0) as live, s.lag, h.reliability,
                           case when coalesce(c.kind, 'CAPTURING') = 'CAPTURING'
                                 and coalesce(c.reported_at, a.created_at) < cast(:settled as timestamptz)
                                 and {live open}
                                then coalesce(s.silent, 0) else 0 end as silent,
                           coalesce(g.waiting, 0) as waiting, coalesce(g.stuck, 0) as stuck,
                           coalesce(g.unfillable, 0) as unfillable,
                           greatest(coalesce(g.attempts, 0), coalesce(p.attempts, 0)) as attempts,
                           coalesce(c.kind, 'CAPTURING') <> 'CAPTURING' as broken, {live open} as live_open,
                           {history open} as history_open
                      from account a
                      left join capture_state c on c.source = a.source and c.account = a.account and {live open}
                      left join gaps g on g.source = a.source and g.account = a.account
                      left join polls p on p.source = a.source and p.account = a.account
                      left join planned s on s.source = a.source and s.account = a.account
                      left join adaptive_poll h on h.source = a.source and h.account = a.account
                     where a.deleted_at is null and (cast(:source as text) is null or a.source = :source)
                       and (cast(:account as text) is null or a.account = :account)),
                 judged as (
                    select *,
                           case when stuck > 0 or silent > 0 or (broken and since <= cast(:broken as timestamptz))
                                then 'UNHEALTHY'
                                when broken or attempts > :most then 'DEGRADED'
                                else 'HEALTHY' end as health
                      from figures)
            """.replace("{live open}", RolloutSql.liveOpen("a")).replace("{history open}", RolloutSql.historyOpen("a"));

    /**
     * Accounts by their state.
     *
     * @param accounts by {@link HealthState}; all three are there
     * @param connections by the state of the live connection; {@code UNREPORTED} where no capture spoke of it
     */
    record AccountCounts(Map<HealthState, Long> accounts, Map<String, Long> connections) {}

    private final JdbcClient jdbc;
    private final HealthProperties properties;

    AccountHealthQueries(JdbcClient jdbc, HealthProperties properties) {
        this.jdbc = jdbc;
        this.properties = properties;
    }

    /**
     * @param live streams that a live connection should cover, by source
     * @param source null for all
     */
    AccountCounts counts(Map<String, List<String>> live, @Nullable String source, Instant now) {
        Map<HealthState, Long> accounts = new EnumMap<>(HealthState.class);
        for (HealthState state : HealthState.values()) {
            accounts.put(state, 0L);
        }
        Map<String, Long> connections = new TreeMap<>();
        judged(JUDGED + """
                select health, coalesce(kind, 'UNREPORTED') as kind, count(*) as total from judged group by 1, 2
                """, live, source, null, now).query(row -> {
            accounts.merge(HealthState.valueOf(row.getString("health")), row.getLong("total"), Long::sum);
            connections.merge(row.getString("kind"), row.getLong("total"), Long::sum);
        });
        return new AccountCounts(accounts, connections);
    }

    /** Those that are not healthy, the worst first, at most so many. */
    List<AccountHealth> worst(Map<String, List<String>> live, @Nullable String source, Instant now, int most) {
        return judged(JUDGED + """
                select * from judged where health <> 'HEALTHY' order by health desc, source, account limit :limit
                """, live, source, null, now)
                .param("limit", most)
                .query((row, number) -> health(row))
                .list();
    }

    /** Empty when the account is not followed. */
    Optional<AccountHealth> one(Map<String, List<String>> live, String source, String account, Instant now) {
        return judged(JUDGED + "select * from judged", live, source, account, now)
                .query((row, number) -> health(row))
                .optional();
    }

    private JdbcClient.StatementSpec judged(
            String sql,
            Map<String, List<String>> live,
            @Nullable String source,
            @Nullable String account,
            Instant now) {
        List<String> sources = new ArrayList<>();
        List<String> streams = new ArrayList<>();
        live.forEach((name, each) -> each.forEach(stream -> {
            sources.add(name);
            streams.add(stream);
        }));
        return jdbc.sql(sql)
                .param("sources", sources.toArray(String[]::new))
                .param("streams", streams.toArray(String[]::new))
                .param("source", source)
                .param("account", account)
                .param("settled", InstantParameters.of(now.minus(BECOMING_LIVE)))
                .param("broken", InstantParameters.of(now.minus(properties.disconnectedAfter())))
                .param("most", properties.maxAttempts());
    }

    private static AccountHealth health(ResultSet row) throws SQLException {
        String source = row.getString("source");
        String account = row.getString("account");
        AccountWork work = new AccountWork(
                row.getLong("streams"),
                row.getLong("live"),
                row.getLong("silent"),
                row.getLong("waiting"),
                row.getLong("stuck"),
                row.getLong("unfillable"),
                row.getLong("attempts"));
        HealthState state = HealthState.valueOf(row.getString("health"));
        double lag = row.getDouble("lag");
        Double lagSeconds = row.wasNull() ? null : lag;
        double share = row.getDouble("reliability");
        Double reliability = row.wasNull() ? null : share;
        AccountConnection connection = connection(row);
        List<String> reasons = new ArrayList<>();
        if (connection != null && connection.reason() != null) {
            reasons.add(connection.reason());
        }
        if (!row.getBoolean("live_open")) {
            reasons.add("a flag closes the live door to it");
        }
        if (!row.getBoolean("history_open")) {
            reasons.add("a flag closes the history door to it");
        }
        reasons.addAll(reasons(work, state));
        return new AccountHealth(
                source,
                account,
                state,
                reasons,
                connection,
                reliability,
                work,
                lagSeconds,
                action(row, source, account, state));
    }

    private static List<String> reasons(AccountWork work, HealthState state) {
        List<String> reasons = new ArrayList<>();
        if (work.silent() > 0) {
            reasons.add("no live connection covers %d streams that should be live".formatted(work.silent()));
        }
        if (work.stuckGaps() > 0) {
            reasons.add("%d gaps are stuck".formatted(work.stuckGaps()));
        }
        if (state != HealthState.HEALTHY && work.failedAttempts() > 0) {
            reasons.add("a read failed %d times in a row".formatted(work.failedAttempts()));
        }
        return reasons;
    }

    private static @Nullable AccountConnection connection(ResultSet row) throws SQLException {
        String kind = row.getString("kind");
        if (kind == null) {
            return null;
        }
        boolean captures = kind.equals("CAPTURING");
        return new AccountConnection(
                kind,
                captures ? null : CaptureWords.of(row.getString("cause"), row.getString("detail")),
                captures ? null : InstantParameters.nullableInstant(row, "since"),
                captures ? null : InstantParameters.nullableInstant(row, "next_at"),
                InstantParameters.instant(row, "reported_at"));
    }

    private static @Nullable String action(ResultSet row, String source, String account, HealthState state)
            throws SQLException {
        if (state == HealthState.HEALTHY) {
            return null;
        }
        return row.getBoolean("broken")
                ? StatusRemedies.ofCapture(row.getString("cause"), row.getString("detail"), source, account)
                : "Run: ./gapless status %s --account %s. It names each failure with its remedy."
                        .formatted(source, account);
    }
}
