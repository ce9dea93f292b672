package dev.gapless.checkpoint.items.lookup;

import dev.gapless.common.message.CompareRequest;
import dev.gapless.common.message.CompareResponse;
import dev.gapless.common.message.CompareResponse.Held;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/** What the source lists beside what is held, in one statement and so at one moment. */
final class ListingComparison {

    /** More than this many are not named: a listing that far from what is held is itself in doubt. */
    static final int MAX_NAMED = 10_000;

    static final String SQL = """
            with asked as (
                select ?::text as source, ?::text as account, ?::text as stream, ?::bigint as first, ?::bigint as after
            ), listed as (
                select distinct unnest(?::text[]) collate "C" as item_id
            ), held as (
                select i.item_id, i.position, i.version, i.operation / 3 as undo_count
                  from asked a
                  join item i using (account, source, stream)
                 where not i.deleted
                   and i.position >= a.first
                   and i.position < a.after
            )
            (select 'held' as what, '' as item_id, count(*) as position, 0 as version, 0 as undo_count
               from held)
             union all
            (select 'not listed', item_id, position, version, undo_count
               from held
              where not exists (select 1
                                  from listed l
                                 where l.item_id = held.item_id)
              order by position, item_id
              limit %d)
             union all
            (select 'unknown', l.item_id, 0, 0, 0
               from listed l
              cross join asked a
              where not exists (select 1
                                  from item k
                                 where k.account = a.account
                                   and k.source = a.source
                                   and k.stream = a.stream
                                   and k.item_id = l.item_id)
              order by l.item_id)
             union all
            (select 'deleted', d.item_id, d.position, d.version, d.operation / 3
               from listed l
              cross join asked a
               join item d
                 on d.account = a.account
                and d.source = a.source
                and d.stream = a.stream
                and d.item_id = l.item_id
              where d.deleted
              order by d.item_id)
            """.formatted(MAX_NAMED);

    private final JdbcTemplate jdbc;

    ListingComparison(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    CompareResponse compare(CompareRequest query) {
        List<Held> notListed = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        List<Held> deleted = new ArrayList<>();
        long[] held = new long[1];
        jdbc.query(SQL, statement -> bind(statement, query), row -> {
            String what = row.getString("what");
            switch (what) {
                case "held" -> held[0] = row.getLong("position");
                case "not listed" -> notListed.add(item(row));
                case "deleted" -> deleted.add(item(row));
                case "unknown" -> unknown.add(row.getString("item_id"));
                default -> throw new IllegalStateException("what: " + what);
            }
        });
        return new CompareResponse(held[0], notListed, unknown, deleted);
    }

    private static Held item(ResultSet row) throws SQLException {
        return new Held(
                row.getString("item_id"), row.getLong("position"), row.getLong("version"), row.getInt("undo_count"));
    }

    static void bind(PreparedStatement statement, CompareRequest query) throws SQLException {
        statement.setString(1, query.stream().source());
        statement.setString(2, query.stream().account());
        statement.setString(3, query.stream().stream());
        statement.setLong(4, query.from());
        statement.setLong(5, query.to());
        statement.setArray(
                6,
                statement.getConnection().createArrayOf("text", query.listed().toArray()));
    }
}
