package dev.gapless.scheduler.dispatch;

/** What the statements of gaps and of polls have in common. */
final class DispatchSql {

    /**
     * Tasks of a source {@code k} that may be out at once. A recovery has its own pace, for the sources that its stop
     * holds: a tenant that recovers its source slows down no other.
     */
    static final String PLACES = """
            ceil(:perSource * (select coalesce(min(r.pace), 1)
                                 from recovery_run r
                                 join stop s on s.id = r.stop
                                where r.state in ('RUNNING', 'HELD', 'PAUSED')
                                  and (s.source is null or s.source = k.source)))::int8""";

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
}
