package dev.gapless.checkpoint.progress;

import com.github.luben.zstd.Zstd;
import dev.gapless.checkpoint.checkpoints.CheckpointId;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import tools.jackson.databind.json.JsonMapper;

/**
 * Moves marks that are old into one compressed row a checkpoint, JSON lines in zstd. Rows leave one table and arrive in
 * the other in one transaction, so each mark is in exactly one of them.
 */
final class ProgressArchive {

    private static final Logger LOG = LoggerFactory.getLogger(ProgressArchive.class);
    private static final int BATCH = 10_000;
    private static final int LEVEL = 9;

    private static final String TAKE = """
            delete from progress_mark
             where id in (select id
                            from progress_mark
                           where kept_at < clock_timestamp() - :millis * interval '1 millisecond'
                           order by kept_at
                           limit :limit
                             for update skip locked)
            returning id, source, account, stream, processor, done, expected, note, at
            """;

    private static final String KEEP = """
            insert into progress_archive (source, account, stream, processor, marks, first_at, last_at, raw_bytes, body,
                                          archived_at)
            values (:source, :account, :stream, :processor, :marks, :first, :last, :raw, :body, clock_timestamp())
            """;

    private final JdbcClient jdbc;
    private final TransactionOperations transaction;
    private final Duration age;

    ProgressArchive(JdbcClient jdbc, TransactionOperations transaction, Duration age) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.age = age;
    }

    void archive() {
        int moved;
        do {
            Integer batch = transaction.execute(status -> batch());
            moved = batch == null ? 0 : batch;
        } while (moved == BATCH);
    }

    private int batch() {
        List<ProgressLine> lines = jdbc.sql(TAKE)
                .param("millis", age.toMillis())
                .param("limit", BATCH)
                .query((row, number) -> ProgressLine.read(row))
                .list();
        Map<CheckpointId, List<ProgressLine>> byCheckpoint = new LinkedHashMap<>();
        lines.stream()
                .sorted()
                .forEach(line -> byCheckpoint
                        .computeIfAbsent(line.checkpoint(), any -> new ArrayList<>())
                        .add(line));
        byCheckpoint.forEach(this::keep);
        if (!lines.isEmpty()) {
            LOG.info("progress-archived marks={} archives={}", lines.size(), byCheckpoint.size());
        }
        return lines.size();
    }

    private void keep(CheckpointId id, List<ProgressLine> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(JsonMapper.shared().writeValueAsString(line.shown()))
                .append('\n'));
        byte[] raw = text.toString().getBytes(StandardCharsets.UTF_8);
        jdbc.sql(KEEP)
                .param("source", id.source())
                .param("account", id.account())
                .param("stream", id.streamColumn())
                .param("processor", id.processor())
                .param("marks", lines.size())
                .param("first", lines.getFirst().shown().at().atOffset(ZoneOffset.UTC))
                .param("last", lines.getLast().shown().at().atOffset(ZoneOffset.UTC))
                .param("raw", raw.length)
                .param("body", Zstd.compress(raw, LEVEL))
                .update();
    }

    /** The lines of an archive's row. */
    static List<ProgressLine.Shown> read(ResultSet row) throws SQLException {
        byte[] raw = Zstd.decompress(row.getBytes("body"), row.getInt("raw_bytes"));
        return new String(raw, StandardCharsets.UTF_8)
                .lines()
                .map(line -> JsonMapper.shared().readValue(line, ProgressLine.Shown.class))
                .toList();
    }
}
