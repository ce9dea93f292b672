package dev.gapless.scheduler.accounts;

import dev.gapless.scheduler.rollouts.RolloutSql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which accounts changed since the captures were told of them. */
final class AssignmentLedger {

    /**
     * An account that changed.
     *
     * @param open whether flags let it through the live door
     * @param revision of the account and its source's manifest together; grows with either
     */
    record Untold(FollowedAccount account, boolean open, long revision) {}

    private final JdbcClient jdbc;

    AssignmentLedger(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param readable the sources whose manifests can be read; of the others only the left accounts are told */
    List<Untold> untold(Set<String> readable, int limit) {
        return jdbc.sql("""
                select a.*
                  from source s
                 cross join lateral (
                           select a.source, a.account, a.streams, a.since_instant, a.since_position,
                                  a.credential is not null as has_credential, a.revision, a.created_at, a.deleted_at,
                                  a.revision + s.version as told_revision, {open} as open
                             from account a
                            where a.source = s.name
                              and a.published_revision - a.revision < s.version
                              and (a.deleted_at is not null or a.source = any(:readable))
                            order by a.source, a.published_revision - a.revision
                            limit :limit) a
                 limit :limit
                """.replace("{open}", RolloutSql.liveOpen("a")))
                .param("readable", readable.toArray(String[]::new))
                .param("limit", limit)
                .query(AssignmentLedger::read)
                .list();
    }

    /**
     * An account as the captures know it.
     *
     * @param open whether flags let it through the live door
     * @param revision that the captures were told
     */
    record Told(FollowedAccount account, boolean open, long revision) {}

    /** Those that have nothing new to be told of. */
    List<Told> told() {
        return jdbc.sql("""
                select a.source, a.account, a.streams, a.since_instant, a.since_position,
                       a.credential is not null as has_credential, a.revision, a.created_at, a.deleted_at,
                       a.published_revision, {open} as open
                  from account a
                  join source s on s.name = a.source
                 where a.published_revision = a.revision + s.version
                """.replace("{open}", RolloutSql.liveOpen("a")))
                .query((row, number) -> new Told(
                        AccountRow.read(row, number), row.getBoolean("open"), row.getLong("published_revision")))
                .list();
    }

    /** What was told is not to be had any more: it is to be told again, unless something newer is told meanwhile. */
    void untell(Told told) {
        jdbc.sql("""
                update account
                   set published_revision = 0
                 where source = :source
                   and account = :account
                   and published_revision = :revision
                """)
                .param("revision", told.revision())
                .param("source", told.account().source())
                .param("account", told.account().account())
                .update();
    }

    boolean knows(String source, String account) {
        return jdbc.sql("select exists (select 1 from account where source = :source and account = :account)")
                .param("source", source)
                .param("account", account)
                .query(Boolean.class)
                .single();
    }

    private static Untold read(ResultSet row, int rowNumber) throws SQLException {
        return new Untold(AccountRow.read(row, rowNumber), row.getBoolean("open"), row.getLong("told_revision"));
    }

    /** Locks the rows in the order in which an import locks them; two orders would be a deadlock. */
    void told(List<Untold> told) {
        jdbc.sql("""
                with due as (
                        select a.source, a.account, t.revision
                          from account a
                          join unnest(cast(:sources as text[]), cast(:accounts as text[]), cast(:revisions as int8[]))
                               as t (source, account, revision)
                            on t.source = a.source and t.account = a.account
                         order by a.source, a.account
                           for update of a)
                update account a
                   set published_revision = greatest(a.published_revision, due.revision)
                  from due
                 where a.source = due.source and a.account = due.account
                """)
                .param(
                        "sources",
                        told.stream().map(one -> one.account().source()).toArray(String[]::new))
                .param(
                        "accounts",
                        told.stream().map(one -> one.account().account()).toArray(String[]::new))
                .param("revisions", told.stream().mapToLong(Untold::revision).toArray())
                .update();
    }
}
