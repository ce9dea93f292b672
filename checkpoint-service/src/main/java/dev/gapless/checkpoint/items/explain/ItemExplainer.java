package dev.gapless.checkpoint.items.explain;

import dev.gapless.checkpoint.items.explain.ItemExplanation.Accepted;
import dev.gapless.checkpoint.items.explain.ItemExplanation.Held;
import dev.gapless.checkpoint.items.explain.ItemExplanation.Retraction;
import dev.gapless.checkpoint.items.explain.ItemExplanation.Sighting;
import dev.gapless.checkpoint.items.explain.ItemExplanation.Window;
import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.message.Decision;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.common.position.StreamId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads what the tables know. */
final class ItemExplainer {

    private static final String OPERATION =
            "case operation % 3 when 0 then 'CREATE' when 1 then 'UPDATE' when 2 then 'DELETE' end as operation";

    private static final String ITEM = """
            select position, version, {operation}, deleted, inferred, path, provenance, hash, accepted_at,
                   seen_live_at, seen_live_by, seen_mined_at, seen_mined_by
              from item
             where account = :account
               and source = :source
               and stream = :stream
               and item_id = :id
            """.replace("{operation}", OPERATION);

    private static final String CHAIN = """
            select accepted_at, decision, {operation}, version, position, path, provenance, hash,
                   topic_id || '-' || log_partition || '-' || log_offset as log
              from item_chain
             where account = :account
               and source = :source
               and stream = :stream
               and item_id = :id
             order by accepted_at, version, item_chain.operation
            """.replace("{operation}", OPERATION);

    private static final String WINDOWS = """
            select window_id, evidence, path, aspects, lower(range) as covered_from, upper(range) as covered_to, open,
                   opened_at, reported_at
              from coverage_window
             cross join lateral unnest(held) as part (range)
             where account = :account
               and source = :source
               and stream = :stream
               and range @> :position::bigint
             order by opened_at, window_id
            """;

    private static final String CUTS = """
            select window_id, lower(retracted) as retracted_from, upper(retracted) as retracted_to, cause, recorded_at
              from coverage_retraction
             where account = :account
               and source = :source
               and stream = :stream
               and retracted @> :position::bigint
             order by recorded_at, window_id
            """;

    private record Row(Held held, List<Sighting> sightings) {}

    private final JdbcClient jdbc;

    ItemExplainer(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param asked the position to tell of when the item is not held */
    ItemExplanation of(StreamId stream, String id, @Nullable Long asked) {
        Optional<Row> row = jdbc.sql(ITEM)
                .params(key(stream))
                .param("id", id)
                .query((each, number) -> item(each))
                .optional();
        List<Accepted> chain = jdbc.sql(CHAIN)
                .params(key(stream))
                .param("id", id)
                .query((each, number) -> accepted(each))
                .list();
        Held held = row.map(Row::held).orElse(null);
        Long position = held == null ? asked : Long.valueOf(held.position());
        List<Window> windows = position == null ? List.of() : windows(stream, position);
        return new ItemExplanation(
                stream.key(),
                id,
                DecisionExplainer.verdict(held, position, windows),
                held,
                position,
                row.map(Row::sightings).orElse(List.of()),
                DecisionExplainer.named(chain),
                windows,
                position == null ? List.of() : retractions(stream, position));
    }

    private List<Window> windows(StreamId stream, long position) {
        return jdbc.sql(WINDOWS)
                .params(key(stream))
                .param("position", position)
                .query((row, number) -> new Window(
                        row.getString("window_id"),
                        row.getString("evidence"),
                        IngestPath.valueOf(row.getString("path")),
                        Aspect.ofMask(row.getInt("aspects")),
                        row.getLong("covered_from"),
                        row.getLong("covered_to"),
                        row.getBoolean("open"),
                        instant(row, "opened_at"),
                        instant(row, "reported_at")))
                .list();
    }

    private List<Retraction> retractions(StreamId stream, long position) {
        return jdbc.sql(CUTS)
                .params(key(stream))
                .param("position", position)
                .query((row, number) -> new Retraction(
                        row.getString("window_id"),
                        row.getLong("retracted_from"),
                        row.getLong("retracted_to"),
                        row.getString("cause"),
                        instant(row, "recorded_at")))
                .list();
    }

    private static Row item(ResultSet row) throws SQLException {
        Held held = new Held(
                row.getLong("position"),
                row.getLong("version"),
                ItemOperation.valueOf(row.getString("operation")),
                row.getBoolean("deleted"),
                row.getBoolean("inferred"),
                IngestPath.valueOf(row.getString("path")),
                row.getString("provenance"),
                HexFormat.of().formatHex(row.getBytes("hash")),
                instant(row, "accepted_at"));
        List<Sighting> sightings = new ArrayList<>();
        if (row.getString("seen_live_by") != null) {
            sightings.add(new Sighting(IngestPath.LIVE, row.getString("seen_live_by"), instant(row, "seen_live_at")));
        }
        if (row.getString("seen_mined_by") != null) {
            sightings.add(
                    new Sighting(IngestPath.MINED, row.getString("seen_mined_by"), instant(row, "seen_mined_at")));
        }
        return new Row(held, sightings);
    }

    private static Accepted accepted(ResultSet row) throws SQLException {
        return new Accepted(
                instant(row, "accepted_at"),
                Decision.valueOf(row.getString("decision")),
                "",
                ItemOperation.valueOf(row.getString("operation")),
                row.getLong("version"),
                row.getLong("position"),
                IngestPath.valueOf(row.getString("path")),
                row.getString("provenance"),
                HexFormat.of().formatHex(row.getBytes("hash")),
                row.getString("log"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static Map<String, Object> key(StreamId stream) {
        return Map.of("source", stream.source(), "account", stream.account(), "stream", stream.stream());
    }
}
