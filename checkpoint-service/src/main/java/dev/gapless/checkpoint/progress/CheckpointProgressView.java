package dev.gapless.checkpoint.progress;

import dev.gapless.checkpoint.checkpoints.CheckpointId;
import dev.gapless.checkpoint.progress.ProgressLine.Shown;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What was told of a checkpoint, whether it is a row still or in an archive. */
final class CheckpointProgressView {

    private static final String MARKS = """
            select id, at, done, expected, note
              from progress_mark
             where account = :account
               and source = :source
               and stream = :stream
               and processor = :processor
             order by at desc, id desc
             limit :limit
            """;

    private static final String ARCHIVES = """
            select raw_bytes, body
              from progress_archive
             where account = :account
               and source = :source
               and stream = :stream
               and processor = :processor
             order by last_at desc
             limit 1 offset :place
            """;

    private static final Comparator<Shown> LATEST_FIRST =
            Comparator.comparing(Shown::at).thenComparing(Shown::id).reversed();

    private final JdbcClient jdbc;

    CheckpointProgressView(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The latest first. */
    List<Shown> of(CheckpointId id, int limit) {
        Map<String, Object> key = Map.of(
                "source", id.source(),
                "account", id.account(),
                "stream", id.streamColumn(),
                "processor", id.processor());
        List<Shown> told = new ArrayList<>(jdbc.sql(MARKS)
                .params(key)
                .param("limit", limit)
                .query((row, number) -> ProgressLine.shown(row))
                .list());
        int place = 0;
        List<Shown> older = archive(key, place);
        while (told.size() < limit && !older.isEmpty()) {
            told.addAll(older);
            older = archive(key, ++place);
        }
        return told.stream().sorted(LATEST_FIRST).limit(limit).toList();
    }

    private List<Shown> archive(Map<String, Object> key, int place) {
        return jdbc.sql(ARCHIVES)
                .params(key)
                .param("place", place)
                .query((row, number) -> ProgressArchive.read(row))
                .optional()
                .orElseGet(List::of);
    }
}
