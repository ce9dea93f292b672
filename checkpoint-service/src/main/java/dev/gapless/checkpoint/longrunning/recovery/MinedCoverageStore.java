package dev.gapless.checkpoint.longrunning.recovery;

import dev.gapless.checkpoint.jdbc.InstantColumns;
import dev.gapless.common.position.StreamId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** {@link MinedCoverage} of the table of windows. */
final class MinedCoverageStore implements MinedCoverage {

    private static final String LAST_REPORTED = """
            select source || '/' || account || '/' || stream as key, max(w.reported_at) as reported_at
              from coverage_window w
              join unnest(:sources::text[], :accounts::text[], :streams::text[]) as s (source, account, stream)
             using (source, account, stream)
             where w.path = 'MINED'
             group by source, account, stream
            """;

    private record MinedStream(String key, Instant reportedAt) {}

    private final JdbcClient jdbc;

    MinedCoverageStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Map<String, Instant> lastReported(Collection<String> streams) {
        List<StreamId> ids = streams.stream().map(StreamId::parse).toList();
        return jdbc
                .sql(LAST_REPORTED)
                .param("sources", texts(ids, StreamId::source))
                .param("accounts", texts(ids, StreamId::account))
                .param("streams", texts(ids, StreamId::stream))
                .query((row, number) -> new MinedStream(row.getString("key"), InstantColumns.of(row, "reported_at")))
                .list()
                .stream()
                .collect(Collectors.toMap(MinedStream::key, MinedStream::reportedAt));
    }

    private static String[] texts(List<StreamId> ids, Function<StreamId, String> part) {
        return ids.stream().map(part).toArray(String[]::new);
    }
}
