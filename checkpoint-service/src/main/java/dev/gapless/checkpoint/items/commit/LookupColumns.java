package dev.gapless.checkpoint.items.commit;

import dev.gapless.checkpoint.items.commit.ConflictFreeBatches.BatchEntry;
import dev.gapless.checkpoint.jdbc.ArrayColumns;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.IngestPath;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.PreparedStatementSetter;

/** As much of a round as judging takes, as arrays: what most of its items have in common is sent once. */
final class LookupColumns implements PreparedStatementSetter {

    /**
     * The beginning of a statement about them. A value of a fixed width is read from its array where it is needed,
     * which for an item that is not held is nowhere. {@code unnest} would hand over each of them. A text's place in its
     * array is counted from the beginning, so kinds of sources and streams are to be a few.
     */
    static final String INCOMING = """
            with incoming as (
                select n - 1 as n, (?::text[])[kind] as source, account, (?::text[])[kind] as stream, item_id,
                       hash, volatile_hash,
                       case when (?::boolean[])[kind] then 'LIVE' else 'MINED' end as path,
                       (?::smallint[])[kind] as operation, (?::bigint[])[kind] as generation,
                       (?::boolean[])[kind] as inferred, (?::uuid[])[kind] as topic_id,
                       (?::int[])[kind] as log_partition, (?::int[])[kind] as hash_version,
                       (?::bigint[])[n] as position, (?::bigint[])[n] as version, (?::bigint[])[n] as seen_us,
                       (?::bigint[])[n] as log_offset
                  from (select (?::int[])[n] as kind, t.*
                          from unnest(?::text[], ?::text[], ?::bytea[], ?::bytea[])
                               with ordinality as t (account, item_id, hash, volatile_hash, n)) t
            )""";

    private record Kind(
            String source,
            String stream,
            IngestPath path,
            short rank,
            long generation,
            boolean inferred,
            UUID topicId,
            int partition,
            int hashVersion) {

        static Kind of(Item item) {
            return new Kind(
                    item.source(),
                    item.stream(),
                    item.path(),
                    ItemColumns.rank(item),
                    item.generation(),
                    item.inferred(),
                    item.topicId(),
                    item.partition(),
                    item.hashVersion());
        }
    }

    /** @param kind counted from 1, as arrays are */
    private record Row(Item item, int kind) {}

    private static final ArrayColumns<Kind> KINDS = new ArrayColumns<Kind>()
            .text(Kind::source)
            .text(Kind::stream)
            .bool(kind -> kind.path() == IngestPath.LIVE)
            .int2(Kind::rank)
            .int8(Kind::generation)
            .bool(Kind::inferred)
            .uuid(Kind::topicId)
            .int4(Kind::partition)
            .int4(Kind::hashVersion);

    private static final ArrayColumns<Row> ROWS = new ArrayColumns<Row>()
            .int8(row -> row.item().position())
            .int8(row -> row.item().version())
            .int8(row -> row.item().seenAtMicros())
            .int8(row -> row.item().offset())
            .int4(Row::kind)
            .text(row -> row.item().account())
            .text(row -> row.item().itemId())
            .bytea(row -> row.item().hash())
            .bytea(row -> row.item().volatileHash());

    private final Map<Kind, Integer> kinds = new LinkedHashMap<>();
    private final List<Row> rows;

    LookupColumns(List<BatchEntry> round) {
        this.rows = new ArrayList<>(round.size());
        for (BatchEntry entry : round) {
            int kind = kinds.computeIfAbsent(Kind.of(entry.item()), each -> kinds.size() + 1);
            rows.add(new Row(entry.item(), kind));
        }
    }

    @Override
    public void setValues(PreparedStatement statement) throws SQLException {
        int next = KINDS.bind(statement, 1, List.copyOf(kinds.keySet()));
        ROWS.bind(statement, next, rows);
    }
}
