package dev.gapless.checkpoint.items.commit;

import dev.gapless.checkpoint.CheckpointDatabase;
import dev.gapless.checkpoint.items.commit.ItemSightings.Sighting;
import dev.gapless.checkpoint.jdbc.BatchStatements;
import dev.gapless.common.message.Decision;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementSetter;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.RowMapper;

/** A ledger on a database of its own. */
public final class LedgerRig implements AutoCloseable {

    private final CheckpointDatabase database;
    private final ItemLedger ledger;

    public LedgerRig() {
        this(new PayloadRetention(0, true, Duration.ofHours(1)));
    }

    LedgerRig(PayloadRetention storing) {
        this(new CheckpointDatabase(), storing);
    }

    LedgerRig(CheckpointDatabase database, PayloadRetention storing) {
        this(database, new BatchStatements(database.jdbc()), storing);
    }

    /** @param looked runs after each look at what is held and each question for the time, before anything is written */
    public static LedgerRig watched(Runnable looked) {
        CheckpointDatabase database = new CheckpointDatabase();
        JdbcTemplate watched = new JdbcTemplate(
                Objects.requireNonNull(database.jdbc().getDataSource())) {
            @Override
            public void query(String sql, @Nullable PreparedStatementSetter parameters, RowCallbackHandler rows) {
                super.query(sql, parameters, rows);
                looked.run();
            }

            @Override
            public <T extends @Nullable Object> T queryForObject(
                    String sql, RowMapper<T> reader, @Nullable Object @Nullable ... parameters) {
                T answer = super.queryForObject(sql, reader, parameters);
                looked.run();
                return answer;
            }
        };
        return new LedgerRig(
                database, new BatchStatements(watched), new PayloadRetention(0, true, Duration.ofHours(1)));
    }

    private LedgerRig(CheckpointDatabase database, BatchStatements statements, PayloadRetention storing) {
        this.database = database;
        this.ledger = new PostgresItemLedger(statements, database.transaction(), storing);
    }

    public CheckpointDatabase database() {
        return database;
    }

    public ItemLedger ledger() {
        return ledger;
    }

    /** One batch. */
    public List<Decision> commit(Sighting... sightings) {
        return ledger.commit(Stream.of(sightings).map(Sighting::item).toList()).stream()
                .map(ItemDecision::decision)
                .toList();
    }

    /** A batch of one. */
    public Decision commitOne(Sighting sighting) {
        return commit(sighting).getFirst();
    }

    /** The columns by which a row is told; what is null is {@code none}. */
    public Map<String, Object> row(String id) {
        Map<String, Object> row = new HashMap<>();
        database.jdbc()
                .queryForMap("select version, deleted, payload, path, log_offset from item where item_id = ?", id)
                .forEach((column, value) -> row.put(column, value == null ? "none" : value));
        return row;
    }

    long versions(String id) {
        return database.number("select count(*) from item_chain where item_id = ?", id);
    }

    public void fork(long generation, long ancestor) {
        database.jdbc()
                .update(
                        "insert into stream_fork (source, account, stream, generation, ancestor, recorded_at)"
                                + " values ('forum', 'ann', 'posts', ?, ?, now())",
                        generation,
                        ancestor);
    }

    @Override
    public void close() {
        database.close();
    }
}
