package dev.gapless.scheduler.stops;

import dev.gapless.scheduler.rollouts.RolloutSql;

/**
 * Conditions that leave out what an operator has stopped, or closed by a flag, as pieces of SQL. What a recovery has
 * released is not left out.
 */
public final class StoppedWorkSql {

    /** True where nothing at all is left out: then no single row needs to be asked about. */
    public static final String NOTHING_STOPPED =
            "(not exists (select 1 from mining_stop) and not " + RolloutSql.ANY_HISTORY_CLOSED + ")";

    private StoppedWorkSql() {}

    /** @param row alias of a row with the columns source, account and stream */
    public static String unstopped(String row) {
        return """
                not exists (select 1 from mining_stop s
                             where (s.source is null or s.source = %1$s.source)
                               and (s.account is null or s.account = %1$s.account)
                               and (s.stream is null or s.stream = %1$s.stream)
                               and %1$s.stream <> all (s.mining_released_streams))""".formatted(row) + "\nand " + RolloutSql.historyOpen(row);
    }

    /**
     * For streams of all accounts, of which a stop of one account holds nothing.
     *
     * @param row alias of a row with the columns source and stream
     */
    public static String streamUnstopped(String row) {
        return """
                not exists (select 1 from mining_stop s
                             where s.account is null
                               and (s.source is null or s.source = %1$s.source)
                               and (s.stream is null or s.stream = %1$s.stream)
                               and %1$s.stream <> all (s.mining_released_streams))""".formatted(row);
    }

    /**
     * For sources of which nothing is released yet.
     *
     * @param row alias of a row with the column source
     */
    public static String sourceUnstopped(String row) {
        return """
                not exists (select 1 from mining_stop s
                             where s.account is null
                               and (s.source is null or s.source = %1$s.source)
                               and s.mining_released_streams = '{}')""".formatted(row) + "\nand " + RolloutSql.sourceHistoryOpen(row);
    }
}
