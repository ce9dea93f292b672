package dev.gapless.checkpoint.coverage.streams;

import dev.gapless.common.message.Anchor;
import dev.gapless.common.message.StreamStateResponse;
import dev.gapless.common.position.StreamId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is known of a stream as a whole. */
final class StreamStateStore {

    private static final String STATE = """
            select generation, frontier
              from stream_state
             where account = :account
               and source = :source
               and stream = :stream
            """;

    private static final String ANCHORS = """
            select position, hash
              from stream_anchor
             where account = :account
               and source = :source
               and stream = :stream
             order by position desc
             limit 512
            """;

    private static final String SEEN = """
            select exists (select 1
                             from coverage_window
                            where account = :account
                              and source = :source
                              and stream = :stream
                              and window_id = :window)
            """;

    private static final String LIVE_END = """
            select max(upper(covered))
              from coverage_window
             where account = :account
               and source = :source
               and stream = :stream
               and path = 'LIVE'
            """;

    private final JdbcClient jdbc;

    StreamStateStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The window is looked for first: what stands before its report is then in all that is read after.
     *
     * @param window whose reports are asked about; null for none
     */
    StreamStateResponse of(StreamId stream, @Nullable String window) {
        boolean seen = window != null
                && jdbc.sql(SEEN)
                        .params(key(stream))
                        .param("window", window)
                        .query(Boolean.class)
                        .single();
        List<Anchor> anchors = jdbc.sql(ANCHORS)
                .params(key(stream))
                .query((row, number) -> new Anchor(row.getLong("position"), row.getString("hash")))
                .list();
        @Nullable
        Long liveEnd = jdbc.sql(LIVE_END)
                .params(key(stream))
                .query((row, number) -> Optional.ofNullable(row.getObject(1, Long.class)))
                .single()
                .orElse(null);
        return jdbc.sql(STATE)
                .params(key(stream))
                .query((row, number) -> new StreamStateResponse(
                        stream,
                        row.getLong("generation"),
                        row.getObject("frontier", Long.class),
                        anchors,
                        seen,
                        liveEnd))
                .optional()
                .orElseGet(() -> new StreamStateResponse(stream, 0, null, anchors, seen, liveEnd));
    }

    static Map<String, Object> key(StreamId stream) {
        return Map.of("source", stream.source(), "account", stream.account(), "stream", stream.stream());
    }
}
