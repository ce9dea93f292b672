package dev.gapless.checkpoint.records.storage;

import com.github.luben.zstd.Zstd;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Asks the database. */
final class StorageView {

    /** Partitions count for the table they are part of. */
    private static final String TABLES = """
            with leaf as (
                select c.oid, coalesce(pg_partition_root(c.oid), c.oid)::regclass as root, c.reltuples, c.reltoastrelid
                  from pg_class c
                 where c.relnamespace = current_schema()::regnamespace
                   and c.relkind = 'r'
                   and c.relname <> 'flyway_schema_history'
            )
            select (select relname from pg_class where oid = root) as name,
                   sum(greatest(reltuples, 0))::bigint as live,
                   coalesce(sum(s.n_dead_tup), 0)::bigint as dead,
                   sum(pg_relation_size(leaf.oid))::bigint as main,
                   sum(pg_indexes_size(leaf.oid))::bigint as indexes,
                   coalesce(sum(pg_total_relation_size(nullif(reltoastrelid, 0))), 0)::bigint as large
              from leaf
              left join pg_stat_user_tables s on s.relid = leaf.oid
             group by root
             order by 1
            """;

    /** So many rows say enough; the share of the pages that holds about so many is read. */
    private static final String SAMPLE = """
            select octet_length(payload) as plain, coalesce(pg_column_size(payload), pg_column_size(packed)) as stored, packed
              from item tablesample system (?)
             where payload is not null
                or packed is not null
             limit 20000
            """;

    private static final double SAMPLE_ROWS = 10_000;

    private final JdbcTemplate jdbc;

    StorageView(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    LedgerStorage now() {
        List<TableStorage> tables = jdbc.query(
                TABLES,
                (row, number) -> new TableStorage(
                        row.getString("name"),
                        row.getLong("live"),
                        row.getLong("dead"),
                        row.getLong("main"),
                        row.getLong("indexes"),
                        row.getLong("large")));
        return new LedgerStorage(tables, compression(tables));
    }

    private @Nullable Double compression(List<TableStorage> tables) {
        long items = tables.stream()
                .filter(table -> table.table().equals("item"))
                .mapToLong(TableStorage::rows)
                .sum();
        long[] bytes = new long[2];
        jdbc.query(
                SAMPLE,
                row -> {
                    byte[] packed = row.getBytes("packed");
                    bytes[0] += packed == null ? row.getLong("plain") : Zstd.getFrameContentSize(packed);
                    bytes[1] += row.getLong("stored");
                },
                Math.min(100, 100 * SAMPLE_ROWS / Math.max(1, items)));
        return bytes[1] == 0 ? null : (double) bytes[0] / bytes[1];
    }
}
