package dev.gapless.scheduler.dispatch;

/** What the statements of gaps and of polls have in common. */
final class DispatchSql {

    /** Tasks of a source that may be out at once. A recovery has its own pace. */
    static final String PLACES =
            "ceil(:perSource * (select coalesce(min(pace), 1) from recovery_run where state in ('RUNNING', 'HELD', 'PAUSED')))::int8";

    /** True of a source {@code k} that is not stopped as a whole. */
    static final String SOURCE_UNSTOPPED = """
            not exists (select 1 from mining_stop s
                         where s.account is null
                           and (s.source is null or s.source = k.source)
                           and s.mining_released_streams = '{}')""";

    private DispatchSql() {}

    /**
     * The places beside a class that a drain wants first: so many as are out of that class, and a share of all.
     *
     * @param isOut the condition of a row {@code c} that is out
     */
    static String placesOfOthers(String table, String isOut) {
        return """
                least(%s,
                      ceil(:perSource * :others)::int8
                      + (select count(*)
                           from %s c
                           left join stream_priority x on x.source = c.source and x.stream = c.stream
                          where c.source = k.source
                            and %s
                            and coalesce(x.priority_class, 'NORMAL') = :priorityClass))""".formatted(PLACES, table, isOut);
    }

    /** @param row the alias of a row of a stream that no stop may hold */
    static String unstopped(String row) {
        return """
                not exists (select 1 from mining_stop s
                             where (s.source is null or s.source = %1$s.source)
                               and (s.account is null or s.account = %1$s.account)
                               and (s.stream is null or s.stream = %1$s.stream)
                               and %1$s.stream <> all (s.mining_released_streams))""".formatted(row);
    }
}
