package dev.gapless.scheduler.rollouts;

import org.springframework.jdbc.core.simple.JdbcClient;

/** The accounts that flags open doors for. */
final class RolloutAccounts {

    /**
     * Rows are locked in the order in which an import locks them. A new revision has the captures told, and the streams
     * planned anew.
     */
    private static final String MOVED = """
            with moved as materialized (
                select a.source, a.account
                  from account a
                 where a.source = :source
                   and a.deleted_at is null
                   and account_place(a.source, a.account) >= :least
                   and account_place(a.source, a.account) < :most
                 order by a.source, a.account
                   for update
            )
            update account a
               set revision = a.revision + 1
              from moved m
             where a.source = m.source and a.account = m.account
            """;

    private static final String WITHIN = """
            select count(*)
              from account
             where source = :source
               and deleted_at is null
               and account_place(source, account) < :percent
            """;

    private final JdbcClient jdbc;

    RolloutAccounts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Accounts that are followed and go through a door that is open for so many in a hundred. */
    long within(String source, int percent) {
        return jdbc.sql(WITHIN)
                .param("source", source)
                .param("percent", percent)
                .query(Long.class)
                .single();
    }

    /** The captures are told of each account for which the live door opens or closes. Others hear nothing. */
    void liveMoved(String source, int before, int percent) {
        jdbc.sql(MOVED)
                .param("source", source)
                .param("least", Math.min(before, percent))
                .param("most", Math.max(before, percent))
                .update();
    }
}
