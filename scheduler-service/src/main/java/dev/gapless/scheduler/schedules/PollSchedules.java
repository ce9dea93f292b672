package dev.gapless.scheduler.schedules;

import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.common.position.StreamId;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** When streams are polled, for the planner and for what ends a poll. It reads many streams at once. */
public final class PollSchedules {

    private static final String READ = """
            select k.source, k.account, k.stream, s.kind, s.every_seconds, s.cron, s.zone, s.window_from, s.window_to,
                   a.period_seconds, t.asked, o.poll_seconds
              from unnest(cast(:sources as text[]), cast(:accounts as text[]), cast(:streams as text[]))
                   as k (source, account, stream)
              left join stream_schedule s on s.source = k.source and s.stream = k.stream
              left join adaptive_poll a on a.source = k.source and a.account = k.account
              left join stream_objective o on o.source = k.source and o.stream = k.stream
             cross join lateral (
                       select array_agg((extract(epoch from t.asked_at) * 1000000)::int8) as asked
                         from poll_trigger t
                        where t.source = k.source and t.account = k.account and t.stream = k.stream) t
             where s.source is not null or t.asked is not null or o.source is not null
            """;

    private static final Logger LOG = LoggerFactory.getLogger(PollSchedules.class);

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
                    StreamId stream =
                            new StreamId(row.getString("source"), row.getString("account"), row.getString("stream"));
                    ticks.put(stream, read(row, stream, usual(row, periods.getOrDefault(stream, unknown))));
                });
        return ticks;
    }

    /** When a stream that was polled is polled again; null where no operator said anything. */
    public @Nullable Instant next(StreamId stream, Duration period, Instant now) {
        PollTicks ticks = of(Map.of(stream, period)).get(stream);
        return ticks == null ? null : MicrosecondTime.toInstant(ticks.next(MicrosecondTime.of(now)));
    }

    /** As the manifest says, or as often as the stream's objective needs. */
    private static PollTicks usual(ResultSet row, Duration manifests) throws SQLException {
        Long objective = row.getObject("poll_seconds", Long.class);
        return PollTicks.every(
                objective == null || objective >= manifests.toSeconds() ? manifests : Duration.ofSeconds(objective));
    }

    private PollTicks read(ResultSet row, StreamId stream, PollTicks manifests) throws SQLException {
        PollTicks ticks = row.getString("kind") == null ? manifests : scheduled(row, stream, manifests);
        Array asked = row.getArray("asked");
        return asked == null
                ? ticks
                : new TriggeredTicks(ticks, new TreeSet<>(Arrays.asList((Long[]) asked.getArray())));
    }

    /** What a later version or another JDK wrote, and this one cannot read, keeps no stream from being planned. */
    private PollTicks scheduled(ResultSet row, StreamId stream, PollTicks manifests) throws SQLException {
        Long period = row.getObject("period_seconds", Long.class);
        try {
            return new PollRule(
                            ScheduleKind.valueOf(row.getString("kind")),
                            row.getObject("every_seconds", Long.class),
                            row.getString("cron"),
                            row.getString("zone"),
                            row.getObject("window_from", LocalTime.class),
                            row.getObject("window_to", LocalTime.class))
                    .ticks(period == null ? unknown : Duration.ofSeconds(period), stream.hashCode());
        } catch (DateTimeException | IllegalArgumentException e) {
            LOG.error(
                    "schedule-not-read source={} stream={} cause={} effect=\"polled as the manifest says\"",
                    stream.source(),
                    stream.stream(),
                    e.toString());
            return manifests;
        }
    }
}
