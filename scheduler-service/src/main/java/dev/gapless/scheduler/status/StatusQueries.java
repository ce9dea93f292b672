package dev.gapless.scheduler.status;

import dev.gapless.scheduler.rollouts.RolloutSql;
import dev.gapless.scheduler.time.InstantParameters;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What the scheduler's own tables know of failures. Failures for the same reason are one row, however many accounts it
 * concerns. So an answer is short even when all of a source's accounts fail.
 */
final class StatusQueries {

    /** Reasons that a query tells apart at most; those of the most gaps come first. */
    private static final int MAX_REASONS = 100;

    /** A connection that is renewed within this time has not failed. */
    private static final Duration RECONNECTING = Duration.ofSeconds(3);

    /** A stream that is captured is planned, and known to be live, within this time. */
    private static final Duration BECOMING_LIVE = Duration.ofSeconds(20);

    /** Before a source forgets what is missing, an operator has this time to act. */
    private static final Duration SOON = Duration.ofHours(1);

    private static final String CHOSEN = """
                   (cast(:source as text) is null or %1$s.source = :source)
               and (cast(:own as text[]) is null or %1$s.source = any (cast(:own as text[])))
               and (cast(:account as text) is null or %1$s.account = :account)
            """;

    private static final String GAPS = """
            select g.source, g.stream,
                   case when g.state in ('STUCK', 'UNFILLABLE') then g.state else 'OPEN' end as state,
                   coalesce(g.reason, 'coverage does not show what a complete walk delivered') as reason,
                   max(g.attempts) as attempts,
                   count(*) as total, count(distinct g.account) as accounts, min(g.account) as account,
                   min(g.opened_at) as since, min(g.due_at) as until
              from gap g
              join account a on a.source = g.source and a.account = g.account and a.deleted_at is null
             where %s
               and g.state <> 'FILLED'
               and (g.state in ('STUCK', 'UNFILLABLE')
                    or g.attempts > 0
                    or g.lost > 0
                    or g.unseen > 1
                    or (g.state = 'OPEN' and g.reason is not null and g.due_at > :now))
             group by 1, 2, 3, 4
             order by total desc
             limit :most
            """.formatted(CHOSEN.formatted("g"));

    private static final String FORGOTTEN_SOON = """
            select g.source, g.stream, 'UNFILLABLE' as state, :reason as reason, 0 as attempts,
                   count(*) as total, count(distinct g.account) as accounts, min(g.account) as account,
                   min(g.opened_at) as since, min(g.deadline) as until
              from gap g
              join account a on a.source = g.source and a.account = g.account and a.deleted_at is null
             where %s
               and g.state in ('OPEN', 'SCHEDULED', 'STUCK')
               and g.deadline > :now
               and g.deadline < :soon
             group by 1, 2
             order by until
             limit :most
            """.formatted(CHOSEN.formatted("g"));

    private static final String POLLS = """
            select p.source, p.stream, 'OPEN' as state, coalesce(p.reason, 'the read failed') as reason,
                   max(p.attempts) as attempts,
                   count(*) as total, count(*) as accounts, min(p.account) as account,
                   null::timestamptz as since, min(p.next_at) as until
              from poll p
              join account a on a.source = p.source and a.account = p.account and a.deleted_at is null
             where %s
               and (p.attempts > 0 or (p.reason is not null and not p.scheduled and p.next_at > :now))
             group by 1, 2, 3, 4
             order by total desc
             limit :most
            """.formatted(CHOSEN.formatted("p"));

    private static final String CAPTURES = """
            select c.source, c.cause, c.detail, c.unconfirmed,
                   count(*) as total, min(c.account) as account, min(c.since) as since, min(c.next_at) as until
              from capture_state c
              join account a on a.source = c.source and a.account = c.account and a.deleted_at is null
             where %s
               and c.kind <> 'CAPTURING'
               and c.since <= :failing
               and %s
             group by 1, 2, 3, 4
             order by total desc
             limit :most
            """.formatted(CHOSEN.formatted("c"), RolloutSql.liveOpen("c"));

    private static final String NOT_LIVE = """
            select p.source, p.stream, count(*) as total, min(p.account) as account,
                   min(coalesce(c.reported_at, a.created_at)) as since
              from stream_plan p
              join account a on a.source = p.source and a.account = p.account and a.deleted_at is null
              left join capture_state c on c.source = p.source and c.account = p.account
             where %s
               and not p.live
               and p.planned_at is not null
               and coalesce(c.kind, 'CAPTURING') = 'CAPTURING'
               and coalesce(c.reported_at, a.created_at) < :settled
               and %s
             group by 1, 2
            """.formatted(CHOSEN.formatted("p"), RolloutSql.liveOpen("p"));

    /** Of an account only the flags that close a door to it. */
    private static final String FLAGS = """
            select r.source, lower(r.door) as door, r.percent, r.reason, r.set_at
              from rollout_flag r
             where r.percent < 100
               and (cast(:source as text) is null or r.source = :source)
               and (cast(:own as text[]) is null or r.source = any (cast(:own as text[])))
               and (cast(:account as text) is null or r.percent <= account_place(r.source, :account))
             order by r.source, r.door
            """;

    private static final String ACCOUNTS = """
            select source, count(*) as accounts
              from account
             where deleted_at is null
               and (cast(:own as text[]) is null or source = any (cast(:own as text[])))
             group by source
            """;

    private static final String STREAMS = """
            select p.source, count(*) as streams, count(*) filter (where p.live) as live
              from stream_plan p
              join account a on a.source = p.source and a.account = p.account and a.deleted_at is null
             where cast(:own as text[]) is null or p.source = any (cast(:own as text[]))
             group by p.source
            """;

    /** Streams of events that are followed, and those of them that are captured live now. */
    record StreamCount(long streams, long live) {}

    /** A stream that no live connection covers, of so many accounts. */
    record NotLive(
            String source,
            String stream,
            long accounts,
            String account,
            @Nullable Instant since) {}

    private final JdbcClient jdbc;

    StatusQueries(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private JdbcClient.StatementSpec asked(String sql, StatusScope scope) {
        return jdbc.sql(sql)
                .param("source", scope.source())
                .param("own", scope.own())
                .param("account", scope.account());
    }

    List<StatusFinding> gaps(StatusScope scope, Instant now) {
        return work(GAPS, scope, now, "gaps");
    }

    /** Gaps that the source forgets soon; until when there is time. */
    List<StatusFinding> forgottenSoon(StatusScope scope, Instant now) {
        return asked(FORGOTTEN_SOON, scope)
                .param("now", InstantParameters.of(now))
                .param("soon", InstantParameters.of(now.plus(SOON)))
                .param("reason", StatusRemedies.FORGOTTEN_SOON)
                .param("most", MAX_REASONS)
                .query((row, number) -> work(row, "gaps"))
                .list();
    }

    List<StatusFinding> polls(StatusScope scope, Instant now) {
        return work(POLLS, scope, now, "polls");
    }

    private List<StatusFinding> work(String sql, StatusScope scope, Instant now, String kind) {
        return asked(sql, scope)
                .param("now", InstantParameters.of(now))
                .param("most", MAX_REASONS)
                .query((row, number) -> work(row, kind))
                .list();
    }

    private static StatusFinding work(ResultSet row, String kind) throws SQLException {
        String source = row.getString("source");
        String account = row.getString("account");
        String stream = row.getString("stream");
        String reason = row.getString("reason");
        return new StatusFinding(
                severity(row.getString("state"), row.getInt("attempts"), reason),
                kind,
                new FindingScope(source, account, stream, row.getLong("accounts")),
                row.getLong("total"),
                reason,
                InstantParameters.nullableInstant(row, "since"),
                reason.equals("retention") ? null : InstantParameters.nullableInstant(row, "until"),
                StatusRemedies.ofWork(reason, source, account, stream));
    }

    /** One failure may be chance; what was refused needs an operator at once. A second look is no failure. */
    private static StatusSeverity severity(String state, int attempts, String reason) {
        return switch (state) {
            case "STUCK" -> StatusSeverity.FAILING;
            case "UNFILLABLE" -> StatusSeverity.NOTICE;
            default ->
                !StatusRemedies.isSecondLook(reason) && (attempts > 1 || StatusRemedies.isRefusal(reason))
                        ? StatusSeverity.FAILING
                        : StatusSeverity.WAITING;
        };
    }

    List<StatusFinding> captures(StatusScope scope, Instant now) {
        return asked(CAPTURES, scope)
                .param("failing", InstantParameters.of(now.minus(RECONNECTING)))
                .param("most", MAX_REASONS)
                .query((row, number) -> capture(row))
                .list();
    }

    private static StatusFinding capture(ResultSet row) throws SQLException {
        String source = row.getString("source");
        String account = row.getString("account");
        String cause = row.getString("cause");
        String detail = row.getString("detail");
        String streams = row.getString("unconfirmed");
        return new StatusFinding(
                StatusSeverity.FAILING,
                "live",
                new FindingScope(source, account, streams.isEmpty() ? null : streams, row.getLong("total")),
                row.getLong("total"),
                CaptureWords.of(cause, detail),
                InstantParameters.nullableInstant(row, "since"),
                InstantParameters.nullableInstant(row, "until"),
                StatusRemedies.ofCapture(cause, detail, source, account));
    }

    List<StatusFinding> flags(StatusScope scope) {
        return asked(FLAGS, scope)
                .query((row, number) -> flag(row, scope.account()))
                .list();
    }

    private static StatusFinding flag(ResultSet row, @Nullable String account) throws SQLException {
        String source = row.getString("source");
        String door = row.getString("door");
        return new StatusFinding(
                StatusSeverity.NOTICE,
                "flag",
                new FindingScope(source, account, null, 0),
                1,
                "the %s door is open for %d %% of the accounts: %s"
                        .formatted(door, row.getInt("percent"), row.getString("reason")),
                InstantParameters.nullableInstant(row, "set_at"),
                null,
                "Open it for more: ./gapless flag set %s %s PERCENT --reason WHY.".formatted(source, door));
    }

    /** Streams without a live window whose capture reported no failure: no service captures them. */
    List<NotLive> notLive(StatusScope scope, Instant now) {
        return asked(NOT_LIVE, scope)
                .param("settled", InstantParameters.of(now.minus(BECOMING_LIVE)))
                .query((row, number) -> new NotLive(
                        row.getString("source"),
                        row.getString("stream"),
                        row.getLong("total"),
                        row.getString("account"),
                        InstantParameters.nullableInstant(row, "since")))
                .list();
    }

    /** By source; a source without accounts is absent. */
    Map<String, Long> accounts(StatusScope scope) {
        Map<String, Long> accounts = new HashMap<>();
        jdbc.sql(ACCOUNTS).param("own", scope.own()).query(row -> {
            accounts.put(row.getString("source"), row.getLong("accounts"));
        });
        return accounts;
    }

    /** By source; a source without planned streams is absent. */
    Map<String, StreamCount> streams(StatusScope scope) {
        Map<String, StreamCount> streams = new HashMap<>();
        jdbc.sql(STREAMS).param("own", scope.own()).query(row -> {
            streams.put(row.getString("source"), new StreamCount(row.getLong("streams"), row.getLong("live")));
        });
        return streams;
    }

    /** A source's accounts, at most a thousand of them: to suggest a name. */
    List<String> names(String source) {
        return jdbc.sql("select account from account where source = :source and deleted_at is null limit 1000")
                .param("source", source)
                .query((row, number) -> row.getString("account"))
                .list();
    }

    boolean follows(String source, String account) {
        return jdbc.sql("""
                select exists (select 1 from account
                                where source = :source and account = :account and deleted_at is null)
                """)
                .param("source", source)
                .param("account", account)
                .query(Boolean.class)
                .single();
    }
}
