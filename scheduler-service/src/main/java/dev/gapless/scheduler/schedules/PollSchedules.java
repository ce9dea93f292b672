package dev.gapless.scheduler.schedules;

import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.common.position.StreamId;
import dev.gapless.scheduler.time.InstantParameters;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** When streams are polled, for the planner and for what ends a poll. It reads many streams at once. */
public final class PollSchedules {

    private static final String READ = """
            select k.source, k.account, k.stream, s.kind, s.every_seconds, s.cron, s.zone, s.window_from, s.window_to,
                   a.period_seconds, t.asked_at
              from unnest(cast(:sources as text[]), cast(:accounts as text[]), cast(:streams as text[]))
                   as k (source, account, stream)
              left join stream_schedule s on s.source = k.source and s.stream = k.stream
              left join adaptive_poll a on a.source = k.source and a.account = k.account
              left join poll_trigger t on t.source = k.source and t.account = k.account and t.stream = k.stream
             where s.source is not null or t.source is not null
            """;

    private final JdbcClient jdbc;
    private final Duration unknown;

    /** @param unknown the period of an account whose own is not known yet */
    PollSchedules(JdbcClient jdbc, Duration unknown) {
        this.jdbc = jdbc;
        this.unknown = unknown;
    }

    /**
     * The ticks of those of the streams of which an operator said anything.
     *
     * @param periods how often each is polled by its manifest
     */
    public Map<StreamId, PollTicks> of(Map<StreamId, Duration> periods) {
        Collection<StreamId> streams = periods.keySet();
        Map<StreamId, PollTicks> ticks = new HashMap<>();
        if (streams.isEmpty()) {
            return ticks;
        }
        jdbc.sql(READ)
                .param("sources", streams.stream().map(StreamId::source).toArray(String[]::new))
                .param("accounts", streams.stream().map(StreamId::account).toArray(String[]::new))
                .param("streams", streams.stream().map(StreamId::stream).toArray(String[]::new))
                .query(row -> {
                    StreamId stream = new StreamId(
                            row.getString("source"), row.getString("account"), row.getString("stream"));
                    ticks.put(stream, read(row, stream, PollTicks.every(periods.getOrDefault(stream, unknown))));
                });
        return ticks;
    }

    /** When a stream that was polled is polled again; null where no operator said anything. */
    public @Nullable Instant next(StreamId stream, Duration period, Instant now) {
        PollTicks ticks = of(Map.of(stream, period)).get(stream);
        return ticks == null ? null : MicrosecondTime.toInstant(ticks.next(MicrosecondTime.of(now)));
    }

    private PollTicks read(ResultSet row, StreamId stream, PollTicks manifests) throws SQLException {
        String kind = row.getString("kind");
        PollTicks ticks = manifests;
        if (kind != null) {
            Long period = row.getObject("period_seconds", Long.class);
            ticks = new PollRule(
                            ScheduleKind.valueOf(kind),
                            row.getObject("every_seconds", Long.class),
                            row.getString("cron"),
                            row.getString("zone"),
                            row.getObject("window_from", LocalTime.class),
                            row.getObject("window_to", LocalTime.class))
                    .ticks(period == null ? unknown : Duration.ofSeconds(period), stream.hashCode());
        }
        Instant asked = InstantParameters.nullableInstant(row, "asked_at");
        return asked == null ? ticks : new TriggeredTicks(ticks, MicrosecondTime.of(asked));
    }
}
