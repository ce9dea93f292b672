package dev.gapless.checkpoint.coverage.windows;

import dev.gapless.common.message.CoverageChangesAnswer.Change;
import dev.gapless.common.message.SilentWindowsQuery;
import dev.gapless.common.position.StreamId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the scheduler is told of coverage without asking about each stream. */
final class CoverageChanges {

    /** What is older was not read; a scheduler that comes back looks at all streams in any case. */
    private static final Duration KEEP = Duration.ofHours(1);

    /** The year 2000 in microseconds: what a source counts stays far below, and instants stand above. */
    private static final long FIRST_INSTANT = 946_684_800_000_000L;

    /**
     * A window without aspects covers nothing and lives by nothing. What is compared is reckoned once, for this looks
     * at each open live window.
     */
    private static final String SILENT = """
            with told as materialized (
                select key as source,
                       (extract(epoch from clock_timestamp()) * 1000000)::bigint - value::bigint * 1000 as oldest
                  from json_each_text(cast(:ends as json))
            )
            select distinct w.account, w.source, w.stream
              from coverage_window w
              left join told t on t.source = w.source
             where w.open
               and w.path = 'LIVE'
               and w.aspects <> 0
               and (w.account, w.source, w.stream) > (:account, :source, :stream)
               and (w.reported_at < (select clock_timestamp() - :reported * interval '1 millisecond')
                    or (w.reach > :firstInstant and w.reach < t.oldest))
             order by w.account, w.source, w.stream
             limit :most
            """;

    private final JdbcClient jdbc;

    CoverageChanges(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The oldest that are not done. */
    List<Change> take(List<Long> done, int most) {
        if (!done.isEmpty()) {
            jdbc.sql("delete from coverage_change where id = any (:done)")
                    .param("done", done.toArray(Long[]::new))
                    .update();
        }
        return jdbc.sql("select id, source, account, stream from coverage_change order by id limit :most")
                .param("most", most)
                .query((row, number) -> new Change(
                        row.getLong("id"),
                        new StreamId(row.getString("source"), row.getString("account"), row.getString("stream"))))
                .list();
    }

    List<StreamId> silent(SilentWindowsQuery query) {
        StreamId after = query.after();
        return jdbc.sql(SILENT)
                .param("ends", json(query.endMillis()))
                .param("account", after == null ? "" : after.account())
                .param("source", after == null ? "" : after.source())
                .param("stream", after == null ? "" : after.stream())
                .param("reported", query.reportedMillis())
                .param("firstInstant", FIRST_INSTANT)
                .param("most", query.most())
                .query((row, number) ->
                        new StreamId(row.getString("source"), row.getString("account"), row.getString("stream")))
                .list();
    }

    private static String json(Map<String, Long> ends) {
        StringBuilder text = new StringBuilder("{");
        ends.forEach((source, millis) -> text.append(text.length() == 1 ? "" : ",")
                .append('"')
                .append(source)
                .append("\":")
                .append(millis));
        return text.append('}').toString();
    }

    /** So that the table stays small also where no scheduler reads it. */
    void forgetOld() {
        jdbc.sql("delete from coverage_change where noted_at < clock_timestamp() - :keep * interval '1 second'")
                .param("keep", KEEP.toSeconds())
                .update();
    }
}
