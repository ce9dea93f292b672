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

    private static final String GAP_IS_OUT = "c.state = 'SCHEDULED'";
    private static final String POLL_IS_OUT = "c.scheduled";

    /**
     * The places beside a class that a drain wants first. They are as many as gaps of that class are out, and a share
     * of what is out of it, one at least. A share of all places would grow as the class empties. A miner that takes
     * eight tasks ends all of them before it takes more.
     */
    static String gapPlacesOfOthers() {
        return placesOfOthers("gap", GAP_IS_OUT);
    }

    /** The same of polls. */
    static String pollPlacesOfOthers() {
        return placesOfOthers("poll", POLL_IS_OUT);
    }

    private static String placesOfOthers(String table, String isOut) {
        return """
                least(%s,
                      greatest(1, ceil(:others * (%s + %s)))::int8
                      + %s)""".formatted(
                PLACES, outOfClass("gap", GAP_IS_OUT), outOfClass("poll", POLL_IS_OUT), outOfClass(table, isOut));
    }

    /** How many are out of the class at a source {@code k}. */
    private static String outOfClass(String table, String isOut) {
        return """
                (select count(*)
                   from %s c
                   left join stream_priority x on x.source = c.source and x.stream = c.stream
                  where c.source = k.source
                    and %s
                    and coalesce(x.priority_class, 'NORMAL') = :priorityClass)""".formatted(table, isOut);
    }
}
