package dev.gapless.scheduler.rollouts;

/** Conditions on accounts for which a flag leaves a door open, as pieces of SQL. */
public final class RolloutSql {

    /** False where no flag leaves a listing closed to any account: then nothing more needs to be asked. */
    public static final String ANY_HISTORY_CLOSED =
            "exists (select 1 from rollout_flag where door = 'HISTORY' and percent < 100)";

    private RolloutSql() {}

    /** @param row alias of a row with the columns source and account */
    public static String liveOpen(String row) {
        return open(row, SourceDoor.LIVE);
    }

    /** @param row alias of a row with the columns source and account */
    public static String historyOpen(String row) {
        return open(row, SourceDoor.HISTORY);
    }

    private static String open(String row, SourceDoor door) {
        return """
                not exists (select 1 from rollout_flag r
                             where r.source = %1$s.source
                               and r.door = '%2$s'
                               and r.percent <= account_place(%1$s.source, %1$s.account))""".formatted(row, door);
    }

    /**
     * For sources of which any account may be mined.
     *
     * @param row alias of a row with the column source
     */
    public static String sourceHistoryOpen(String row) {
        return """
                not exists (select 1 from rollout_flag r
                             where r.source = %1$s.source
                               and r.door = '%2$s'
                               and r.percent = 0)""".formatted(row, SourceDoor.HISTORY);
    }
}
