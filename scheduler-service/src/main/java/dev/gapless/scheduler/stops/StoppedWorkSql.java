package dev.gapless.scheduler.stops;

/**
 * Conditions that leave out what an operator has stopped, as pieces of SQL. What a recovery has released is not left
 * out.
 */
public final class StoppedWorkSql {

    private StoppedWorkSql() {}

    /** @param row alias of a row with the columns source, account and stream */
    public static String unstopped(String row) {
        return """
                not exists (select 1 from mining_stop s
                             where (s.source is null or s.source = %1$s.source)
                               and (s.account is null or s.account = %1$s.account)
                               and (s.stream is null or s.stream = %1$s.stream)
                               and %1$s.stream <> all (s.mining_released_streams))""".formatted(row);
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
                               and s.mining_released_streams = '{}')""".formatted(row);
    }
}
