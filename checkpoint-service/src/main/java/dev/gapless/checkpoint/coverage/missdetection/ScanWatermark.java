package dev.gapless.checkpoint.coverage.missdetection;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How far what was accepted has been looked through: a mark that outlives the process and only moves on. */
final class ScanWatermark {

    private static final String MARK = """
            select looked_to
              from looked
             where what = 'missed-items'
            """;

    /** Items accepted before there was a mark are left alone: their windows are older than what is known of them. */
    private static final String BEGIN = """
            insert into looked (what, looked_to)
            values ('missed-items', now())
                on conflict do nothing
            """;

    /**
     * Whatever is accepted up to here is committed: no transaction that has written began before. Should one hang, it
     * is not waited for longer than ten minutes, which no commit of items takes.
     */
    private static final String END = """
            select least(now() - :grace * interval '1 millisecond',
                         greatest(now() - interval '10 minutes',
                                  (select coalesce(min(xact_start), now())
                                     from pg_stat_activity
                                    where backend_xid is not null
                                      and datname = current_database())))
            """;

    private static final String MOVE = """
            update looked
               set looked_to = :to
             where what = 'missed-items'
               and looked_to = :from
            """;

    private static final String SUMMARIZE = "select summarize_items()";

    private final JdbcClient jdbc;

    ScanWatermark(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Empty the first time ever. */
    Optional<OffsetDateTime> mark() {
        Optional<OffsetDateTime> mark =
                jdbc.sql(MARK).query(OffsetDateTime.class).optional();
        if (mark.isEmpty()) {
            jdbc.sql(BEGIN).update();
        }
        return mark;
    }

    OffsetDateTime end(Duration grace) {
        return jdbc.sql(END)
                .param("grace", grace.toMillis())
                .query(OffsetDateTime.class)
                .single();
    }

    /** Without summaries of what came lately, everything that has none is read through to find what is new. */
    void summarize() {
        jdbc.sql(SUMMARIZE).query((row, number) -> row.getString(1)).list();
    }

    /** False when another process has moved it. */
    boolean move(OffsetDateTime from, OffsetDateTime to) {
        return jdbc.sql(MOVE).param("from", from).param("to", to).update() == 1;
    }
}
