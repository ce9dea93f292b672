package dev.gapless.standalone.demo;

import dev.gapless.embedded.PlatformServers;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Reaches into the tables of one stream, to make it look as if something had never been read. */
final class StreamTables {

    private static final String OF_THE_STREAM = " where source = :source and account = :account and stream = :stream";

    private final JdbcClient jdbc;
    private final Map<String, Object> stream;

    StreamTables(PlatformServers servers, String source, String account, String stream) {
        this.jdbc = JdbcClient.create(
                new DriverManagerDataSource(servers.jdbcUrl(), servers.databaseUser(), servers.databasePassword()));
        this.stream = Map.of("source", source, "account", account, "stream", stream);
    }

    /** Latest position first: the order in which the source lists them. */
    List<String> items() {
        return jdbc.sql("select item_id from checkpoint.item" + OF_THE_STREAM + " order by position desc, item_id desc")
                .params(stream)
                .query((row, number) -> row.getString("item_id"))
                .list();
    }

    long position(String item) {
        return jdbc.sql("select position from checkpoint.item" + OF_THE_STREAM + " and item_id = :item")
                .params(stream)
                .param("item", item)
                .query(Long.class)
                .single();
    }

    List<String> alive() {
        return jdbc.sql("select item_id from checkpoint.item" + OF_THE_STREAM
                        + " and not deleted order by position desc, item_id desc")
                .params(stream)
                .query((row, number) -> row.getString("item_id"))
                .list();
    }

    long version(String item) {
        return jdbc.sql("select version from checkpoint.item" + OF_THE_STREAM + " and item_id = :item")
                .params(stream)
                .param("item", item)
                .query(Long.class)
                .single();
    }

    /** True when it is a tombstone that was concluded from a comparison. */
    boolean inferred(String item) {
        return jdbc.sql("select deleted and inferred from checkpoint.item" + OF_THE_STREAM + " and item_id = :item")
                .params(stream)
                .param("item", item)
                .query(Boolean.class)
                .single();
    }

    /** Items whose deletion was concluded and undone: each undoing adds 3 to the operation. */
    long undone() {
        return jdbc.sql("select count(*) from checkpoint.item" + OF_THE_STREAM + " and operation >= 3")
                .params(stream)
                .query(Long.class)
                .single();
    }

    void forget(List<String> items) {
        for (String table : List.of("item", "item_version")) {
            jdbc.sql("delete from checkpoint." + table + OF_THE_STREAM + " and item_id in (:items)")
                    .params(stream)
                    .param("items", items)
                    .update();
        }
    }

    void forgetWhatWasMined() {
        jdbc.sql("delete from checkpoint.coverage_window" + OF_THE_STREAM + " and path = 'MINED'")
                .params(stream)
                .update();
        noteChange();
    }

    /** As the service does with each change that is not made behind its back. */
    private void noteChange() {
        jdbc.sql("insert into checkpoint.coverage_change (source, account, stream) values (:source, :account, :stream)")
                .params(stream)
                .update();
    }

    /** Leaves of everything that was mined all but {@code [from, to)}. */
    void forgetBetween(long from, long to) {
        jdbc.sql("""
                with mined as (
                    delete from checkpoint.coverage_window
                     where source = :source and account = :account
                       and stream = :stream
                       and path = 'MINED'
                    returning *
                ), rest as (
                    select source, account, stream, path, evidence, aspects, epoch, generation, reported_at,
                           unnest(range_agg(covered) - int8multirange(int8range(:from, :to))) as covered
                      from mined
                     group by source, account, stream, path, evidence, aspects, epoch, generation, reported_at
                )
                insert into checkpoint.coverage_window (source, account, stream, window_id, part_of, path, evidence,
                                                        aspects, covered, opened_from, reach, open, epoch, generation,
                                                        reported_at, opened_at, held)
                select source, account, stream, id, id, path, evidence, aspects,
                       int8multirange(covered), lower(covered), upper(covered), false, epoch, generation, reported_at,
                       reported_at, int8multirange(covered)
                  from rest
                 cross join lateral (select gen_random_uuid()::text || lower(covered) as id) named
                """).params(stream).param("from", from).param("to", to).update();
        noteChange();
    }
}
