package dev.gapless.scheduler.costs;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table {@code mining_cost}. */
final class MiningCostLedger {

    private static final String SUMS =
            "sum(slices)::bigint as slices, sum(calls)::bigint as calls, sum(items)::bigint as items\n";

    private static final String CHOSEN = """
              from mining_cost
             where day between :from and :to
               and (cast(:source as text) is null or source = :source)
               and (cast(:account as text) is null or account = :account)
               and (cast(:own as text[]) is null or source = any(cast(:own as text[])))
            """;

    private static final String LIST = "select *\n" + CHOSEN + """
               and (cast(:afterDay as date) is null
                    or day < cast(:afterDay as date)
                    or day = cast(:afterDay as date)
                       and (source, account, operation) > (:afterSource, :afterAccount, :afterOperation))
             order by day desc, source, account, operation
             limit :most
            """;

    /**
     * Whose cost is asked for.
     *
     * @param source null for all
     * @param account null for all
     * @param to the last day
     * @param own that the source is one of; null for any
     */
    @SuppressWarnings("ArrayRecordComponent")
    record CostFilter(
            @Nullable String source, @Nullable String account, LocalDate from, LocalDate to, String @Nullable [] own) {}

    /** @param account null for all of the source */
    record CountsOf(String source, @Nullable String account, MiningCounts counts) {}

    /** All accounts of a source together. */
    record CountsOfWork(String source, MiningWork work, MiningCounts counts) {}

    /** Counts of one kind of work. */
    record CountedWork(MiningCostKey key, MiningCounts counts) {}

    private final JdbcClient jdbc;

    MiningCostLedger(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void add(MiningCostKey key, MiningCounts counts) {
        jdbc.sql("""
                insert into mining_cost as held (day, source, account, operation, slices, calls, items)
                values (:day, :source, :account, :operation, :slices, :calls, :items)
                    on conflict (day, source, account, operation) do update
                   set slices = held.slices + excluded.slices,
                       calls = held.calls + excluded.calls,
                       items = held.items + excluded.items
                """)
                .param("day", key.day())
                .param("source", key.source())
                .param("account", key.account())
                .param("operation", key.operation().name())
                .param("slices", counts.slices())
                .param("calls", counts.calls())
                .param("items", counts.items())
                .update();
    }

    /**
     * The latest day first.
     *
     * @param after the last one of the page before; null for the first page
     */
    List<CountedWork> list(CostFilter filter, @Nullable MiningCostKey after, int most) {
        return chosen(LIST, filter)
                .param("afterDay", after == null ? null : after.day())
                .param("afterSource", after == null ? "" : after.source())
                .param("afterAccount", after == null ? "" : after.account())
                .param("afterOperation", after == null ? "" : after.operation().name())
                .param("most", most)
                .query((row, number) -> new CountedWork(
                        new MiningCostKey(
                                row.getObject("day", LocalDate.class),
                                row.getString("source"),
                                row.getString("account"),
                                MiningWork.valueOf(row.getString("operation"))),
                        counts(row)))
                .list();
    }

    List<CountsOf> bySource(CostFilter filter) {
        return chosen("select source, null as account, " + SUMS + CHOSEN + " group by source", filter)
                .query((row, number) -> new CountsOf(row.getString("source"), null, counts(row)))
                .list();
    }

    List<CountsOfWork> byWork(CostFilter filter) {
        return chosen("select source, operation, " + SUMS + CHOSEN + " group by source, operation", filter)
                .query((row, number) -> new CountsOfWork(
                        row.getString("source"), MiningWork.valueOf(row.getString("operation")), counts(row)))
                .list();
    }

    List<CountsOf> byAccount(CostFilter filter) {
        return chosen("select source, account, " + SUMS + CHOSEN + " group by source, account", filter)
                .query((row, number) -> new CountsOf(row.getString("source"), row.getString("account"), counts(row)))
                .list();
    }

    private JdbcClient.StatementSpec chosen(String sql, CostFilter filter) {
        return jdbc.sql(sql)
                .param("from", filter.from())
                .param("to", filter.to())
                .param("own", filter.own())
                .param("source", filter.source())
                .param("account", filter.account());
    }

    private static MiningCounts counts(ResultSet row) throws SQLException {
        return new MiningCounts(row.getLong("slices"), row.getLong("calls"), row.getLong("items"));
    }

    void forget(LocalDate before) {
        jdbc.sql("delete from mining_cost where day < :before")
                .param("before", before)
                .update();
    }
}
