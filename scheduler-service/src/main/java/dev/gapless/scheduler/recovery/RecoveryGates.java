package dev.gapless.scheduler.recovery;

import dev.gapless.scheduler.time.InstantParameters;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads the figures between two phases: failed and limited slices, records before the processors, the database. */
final class RecoveryGates {

    /** Slices by what they came to. */
    private record Slices(long all, long failed, long limited) {}

    private final JdbcClient jdbc;
    private final Supplier<OptionalLong> lag;
    private final GradualRecoveryProperties properties;

    /** @param lag records before the processors; empty when Kafka does not say */
    RecoveryGates(JdbcClient jdbc, Supplier<OptionalLong> lag, GradualRecoveryProperties properties) {
        this.jdbc = jdbc;
        this.lag = lag;
        this.properties = properties;
    }

    List<GateReading> read(RecoveryRun run, Instant now) {
        long begun = System.nanoTime();
        Instant since = run.stepBegunAt().isAfter(now.minus(properties.window()))
                ? run.stepBegunAt()
                : now.minus(properties.window());
        Slices slices = slices(since);
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        List<GateReading> readings = new ArrayList<>(slices(slices));
        readings.add(lag());
        readings.add(GateReading.limited(
                "database", took.toMillis() / 1e3, properties.maxDatabaseTime().toMillis() / 1e3, "s an answer"));
        return readings;
    }

    /** Share of the slices of the last while that a source limited, in percent; empty without any slice. */
    OptionalDouble limitedPercent(Instant now) {
        Slices slices = slices(now.minus(properties.window()));
        return slices.all() == 0 ? OptionalDouble.empty() : OptionalDouble.of(100.0 * slices.limited() / slices.all());
    }

    private List<GateReading> slices(Slices slices) {
        if (slices.all() > 0) {
            double all = slices.all();
            return List.of(
                    GateReading.limited("errors", slices.failed() / all, properties.maxErrors(), "of slices failed"),
                    GateReading.limited(
                            "limits", slices.limited() / all, properties.maxLimited(), "of slices limited"));
        }
        return isAnythingOut()
                ? List.of(GateReading.missing("errors", "tasks are out and no slice has ended"))
                : List.of(new GateReading("errors", GateResult.PASS, "nothing was to be mined"));
    }

    private Slices slices(Instant since) {
        return jdbc.sql("""
                select coalesce(sum(slices), 0) as total,
                       coalesce(sum(slices) filter (where outcome in ('FAILED', 'REFUSED')), 0) as failed,
                       coalesce(sum(slices) filter (where outcome = 'LIMITED'), 0) as limited
                  from recovery_outcome
                 where begun >= date_bin('10 seconds', cast(:since as timestamptz), 'epoch'::timestamptz)
                """)
                .param("since", InstantParameters.of(since))
                .query((row, number) -> new Slices(row.getLong("total"), row.getLong("failed"), row.getLong("limited")))
                .single();
    }

    private boolean isAnythingOut() {
        return jdbc.sql("""
                select exists (select 1 from gap where state = 'SCHEDULED') or exists (select 1 from poll where scheduled)
                """).query(Boolean.class).single();
    }

    private GateReading lag() {
        OptionalLong records = lag.get();
        return records.isEmpty()
                ? GateReading.missing("lag", "Kafka does not say how far the processors are")
                : GateReading.limited(
                        "lag",
                        (double) records.getAsLong(),
                        (double) properties.maxLag(),
                        "records before the processors");
    }
}
