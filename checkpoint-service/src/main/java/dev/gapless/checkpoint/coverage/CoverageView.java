package dev.gapless.checkpoint.coverage;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which streams are held, and how far. */
final class CoverageView {

    private static final String OVERVIEW = """
            select account, stream,
                   (select count(*)
                      from unnest(range_agg(covered)))::bigint as windows,
                   max(upper(covered)) as latest,
                   (select coalesce(sum(upper(r) - lower(r)), 0)
                      from unnest(range_agg(covered)) as u (r))::bigint as positions
              from coverage_window
             where source = :source
               and not isempty(covered)
             group by account, stream
             order by account, stream
             limit 10000
            """;

    /**
     * @param windows how many ranges that stand apart
     * @param latest the end of the furthest
     * @param positions how many positions are held by any of them
     */
    record Overview(String stream, long windows, @Nullable Long latest, long positions) {}

    private final JdbcClient jdbc;

    CoverageView(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<Overview> overview(String source) {
        return jdbc.sql(OVERVIEW)
                .param("source", source)
                .query((row, number) -> new Overview(
                        source + "/" + row.getString("account") + "/" + row.getString("stream"),
                        row.getLong("windows"),
                        row.getObject("latest", Long.class),
                        row.getLong("positions")))
                .list();
    }
}
