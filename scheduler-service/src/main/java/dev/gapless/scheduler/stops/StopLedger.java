package dev.gapless.scheduler.stops;

import dev.gapless.common.message.StopLevel;
import dev.gapless.common.message.StopRelease;
import dev.gapless.common.message.StopScope;
import dev.gapless.common.message.StopScope.ScopeKind;
import dev.gapless.scheduler.stops.StopRow.StopMark;
import dev.gapless.scheduler.time.InstantParameters;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The stops in the database. Changes are made within a transaction that has raised the generation. */
final class StopLedger {

    private static final int MAX_LISTED = 1_000;

    private final JdbcClient jdbc;

    StopLedger(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** As {@link #raiseGeneration()}, and later than one that a replica obeys. */
    long raiseGenerationAbove(long obeyed) {
        jdbc.sql("update control_generation set generation = greatest(generation, :obeyed)")
                .param("obeyed", obeyed)
                .update();
        return raiseGeneration();
    }

    /** The next generation. Its row is locked until the transaction ends, so changes come one after the other. */
    long raiseGeneration() {
        return jdbc.sql("""
                update control_generation
                   set generation = greatest(generation + 1, floor(extract(epoch from clock_timestamp()) * 1000)::int8)
                returning generation
                """).query(Long.class).single();
    }

    long generation() {
        return jdbc.sql("select generation from control_generation")
                .query(Long.class)
                .single();
    }

    /** True when the topic lacks the present generation. */
    boolean isChanged() {
        return jdbc.sql("select published < generation from control_generation")
                .query(Boolean.class)
                .single();
    }

    /** True when the topic has had the present generation for longer than since, or never had any. */
    boolean isOld(Instant since) {
        return jdbc.sql("select published_at is null or published_at < :since from control_generation")
                .param("since", InstantParameters.of(since))
                .query(Boolean.class)
                .single();
    }

    void published(long generation, Instant now) {
        jdbc.sql("update control_generation set published = :generation, published_at = :now")
                .param("generation", generation)
                .param("now", InstantParameters.of(now))
                .update();
    }

    void begin(StopRow stop) {
        jdbc.sql("""
                insert into stop (id, kind, source, account, stream, level, reason, generation, begun_at, begun_by, tenant)
                values (:id, :kind, :source, :account, :stream, :level, :reason, :generation, :at, :by, :tenant)
                """)
                .param("id", UUID.fromString(stop.id()))
                .param("kind", stop.scope().kind().name())
                .param("source", stop.scope().source())
                .param("account", stop.scope().account())
                .param("stream", stop.scope().stream())
                .param("level", stop.level().name())
                .param("reason", stop.reason())
                .param("generation", stop.generation())
                .param("at", InstantParameters.of(stop.begun().at()))
                .param("by", stop.begun().by())
                .param("tenant", stop.tenant())
                .update();
    }

    /** @return false when it had ended, or never was */
    boolean end(String id, StopMark ending) {
        return jdbc.sql("""
                        update stop
                           set ended_at = :at, ended_by = :by, end_reason = :reason
                         where id = :id
                           and ended_at is null
                        """)
                        .param("id", UUID.fromString(id))
                        .param("at", InstantParameters.of(ending.at()))
                        .param("by", ending.by())
                        .param("reason", ending.reason())
                        .update()
                > 0;
    }

    /** Writes what can change of a stop that holds: its generation, and what of it is released. */
    void write(StopRow stop) {
        StopRelease release = stop.release();
        jdbc.sql("""
                update stop
                   set generation = :generation,
                       processing_released = :processing, mining_released = :mining,
                       mining_released_streams = :streams, capture_released = :capture,
                       capture_released_through = :through
                 where id = :id
                   and ended_at is null
                """)
                .param("id", UUID.fromString(stop.id()))
                .param("generation", stop.generation())
                .param("processing", release.processing())
                .param("mining", release.mining())
                .param("streams", release.miningStreams().toArray(String[]::new))
                .param("capture", release.capture())
                .param("through", release.captureThrough())
                .update();
    }

    List<StopRow> active() {
        return jdbc.sql("select * from stop where ended_at is null order by generation")
                .query(StopLedger::read)
                .list();
    }

    /** Those that hold and those that have ended, the newest first. */
    List<StopRow> all() {
        return jdbc.sql("select * from stop order by generation desc limit :most")
                .param("most", MAX_LISTED)
                .query(StopLedger::read)
                .list();
    }

    Optional<StopRow> find(String id) {
        return jdbc.sql("select * from stop where id = :id")
                .param("id", UUID.fromString(id))
                .query(StopLedger::read)
                .optional();
    }

    private static StopRow read(ResultSet row, int number) throws SQLException {
        return new StopRow(
                row.getString("id"),
                new StopScope(
                        ScopeKind.valueOf(row.getString("kind")),
                        row.getString("source"),
                        row.getString("account"),
                        row.getString("stream")),
                StopLevel.valueOf(row.getString("level")),
                row.getString("reason"),
                row.getLong("generation"),
                new StopMark(InstantParameters.instant(row, "begun_at"), row.getString("begun_by"), null),
                ending(row),
                new StopRelease(
                        row.getBoolean("processing_released"),
                        row.getBoolean("mining_released"),
                        List.of((String[])
                                row.getArray("mining_released_streams").getArray()),
                        row.getBoolean("capture_released"),
                        row.getString("capture_released_through")),
                row.getString("tenant"));
    }

    private static @Nullable StopMark ending(ResultSet row) throws SQLException {
        Instant at = InstantParameters.nullableInstant(row, "ended_at");
        return at == null ? null : new StopMark(at, row.getString("ended_by"), row.getString("end_reason"));
    }
}
