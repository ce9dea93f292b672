package dev.gapless.scheduler.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.message.StopRelease;
import dev.gapless.common.platform.tenant.CallerSources;
import dev.gapless.scheduler.SchedulerTables;
import dev.gapless.scheduler.recovery.RecoveryPhase.RecoveryWork;
import dev.gapless.scheduler.recovery.RecoveryRun.AccountBatches;
import dev.gapless.scheduler.scheduling.ClusterLock;
import dev.gapless.scheduler.stops.RecoverableStops;
import dev.gapless.scheduler.stops.StopService;
import dev.gapless.scheduler.time.InstantParameters;
import dev.gapless.testing.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Each step is taken by a scheduler that knows nothing but the tables, as after the death of the one before. */
class RecoveryRunnerIT {

    private static final SchedulerTables TABLES = new SchedulerTables();
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration LASTS = Duration.ofMinutes(1);
    private static final List<RecoveryPhase> PHASES = List.of(
            new RecoveryPhase("first", RecoveryWork.MINING, List.of("transactions"), 0.25, 0, LASTS),
            new RecoveryPhase("all", RecoveryWork.MINING, List.of(), 1, 0, LASTS),
            new RecoveryPhase("connections", RecoveryWork.CAPTURE, List.of(), 1, 1, LASTS));

    private final JdbcClient jdbc = TABLES.jdbc();
    private final FakeClock clock = new FakeClock(NOON);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final GradualRecoveryProperties properties = new GradualRecoveryProperties(
            PHASES, Duration.ofSeconds(1), Duration.ofMinutes(2), 0.2, 0.5, 1_000, Duration.ofSeconds(30), PATIENCE);
    private OptionalLong lag = OptionalLong.of(0);

    @BeforeEach
    void twoAccounts() {
        jdbc.sql("truncate stop, recovery_run, recovery_event, recovery_outcome, gap, poll, account cascade")
                .update();
        jdbc.sql("""
                insert into source (name, manifest, revision, applied_at) values ('s', 'none', 1, :now)
                    on conflict do nothing
                """).param("now", InstantParameters.of(NOON)).update();
        for (String account : List.of("ann", "bob")) {
            jdbc.sql("insert into account (source, account, created_at) values ('s', :account, :now)")
                    .param("account", account)
                    .param("now", InstantParameters.of(NOON))
                    .update();
        }
    }

    private StopService stops() {
        return RecoverableStops.over(jdbc, TABLES.transactions(), clock::instant);
    }

    /** A scheduler that has just started. */
    private RecoveryRunner scheduler() {
        RecoveryRunLedger runs = new RecoveryRunLedger(jdbc);
        return new RecoveryRunner(
                runs,
                stops(),
                new RecoveryGates(jdbc, () -> lag, properties),
                new SliceOutcomeCounter(runs),
                new ClusterLock(jdbc, TABLES.transactions()),
                clock::instant,
                properties);
    }

    private void anotherScheduler() {
        scheduler().round();
    }

    private RecoveryRun begin() {
        String stop = RecoverableStops.stopAll(stops());
        RecoveryRunLedger runs = new RecoveryRunLedger(jdbc);
        RecoveryRun run = RecoveryRun.begin(
                "6e0e9b5c-0000-4000-8000-00000000000a", stop, PHASES, runs.batches(stop), clock.instant());
        runs.insert(run);
        stops().release(stop, run.release());
        return run;
    }

    private RecoveryRun stored() {
        return new RecoveryRunLedger(jdbc).all().getFirst();
    }

    private StopRelease released() {
        return RecoverableStops.release(jdbc);
    }

    @Test
    void another_scheduler_goes_on_in_each_phase_to_the_end_of_the_stop() {
        begin();
        assertThat(released().miningStreams()).containsExactly("transactions");
        anotherScheduler();
        assertThat(stored().phase()).isZero();

        clock.advance(LASTS);
        anotherScheduler();
        assertThat(released().mining()).isTrue();
        clock.advance(LASTS);
        anotherScheduler();
        assertThat(released().captureThrough()).isEqualTo("s/ann");
        clock.advance(LASTS);
        anotherScheduler();
        assertThat(released().capture()).isTrue();
        assertThat(stops().holding(CallerSources.ALL)).hasSize(1);
        clock.advance(LASTS);
        anotherScheduler();
        assertThat(stored().state()).isEqualTo(RecoveryRunState.COMPLETED);
        assertThat(stops().holding(CallerSources.ALL)).isEmpty();
    }

    @Test
    void failed_slices_hold_a_missing_lag_pauses_and_an_ended_stop_ends_the_run() {
        RecoveryRun run = begin();
        RecoveryRunLedger runs = new RecoveryRunLedger(jdbc);
        clock.advance(LASTS);
        runs.count(clock.instant(), "FAILED");
        anotherScheduler();
        assertThat(stored().state()).isEqualTo(RecoveryRunState.HELD);
        assertThat(stored().detail()).contains("errors fail: 1.00 of slices failed");
        for (int good = 0; good < 9; good++) {
            runs.count(clock.instant(), "ADVANCED");
        }
        lag = OptionalLong.empty();
        RecoveryRunner patient = scheduler();
        patient.round();
        clock.advance(PATIENCE);
        anotherScheduler();
        assertThat(stored().state())
                .as("the one that has just started waits for the figure")
                .isEqualTo(RecoveryRunState.HELD);
        patient.round();
        assertThat(stored().state()).isEqualTo(RecoveryRunState.PAUSED);
        assertThat(stored().detail()).startsWith("lag cannot tell");
        patient.round();
        clock.advance(PATIENCE);
        runs.update(stored().with(RecoveryRunState.RUNNING, null));
        patient.round();
        assertThat(stored().state()).as("resumed, it waits for the figure anew").isEqualTo(RecoveryRunState.HELD);
        assertThat(released().mining()).isFalse();
        RecoverableStops.end(stops(), run.stop());
        anotherScheduler();
        assertThat(stored().state()).isEqualTo(RecoveryRunState.COMPLETED);
    }

    @Test
    void what_is_stopped_again_in_a_recovery_is_stopped_again_and_ends_the_run() {
        RecoveryRun run = begin();
        assertThat(released().miningStreams()).isNotEmpty();
        long before = RecoverableStops.generation(jdbc);
        assertThat(RecoverableStops.stopAll(stops())).isEqualTo(run.stop());
        assertThat(released()).isEqualTo(StopRelease.NONE);
        assertThat(RecoverableStops.generation(jdbc))
                .as("replicas have to obey it anew")
                .isGreaterThan(before);

        clock.advance(LASTS);
        anotherScheduler();
        assertThat(stored().state()).isEqualTo(RecoveryRunState.ABORTED);
        assertThat(released()).isEqualTo(StopRelease.NONE);
        assertThat(stops().holding(CallerSources.ALL)).containsExactly(run.stop());
    }

    @Test
    void an_aborted_run_has_its_stop_obeyed_anew_and_a_step_does_not() {
        RecoveryRun run = begin();
        long stopped = RecoverableStops.generation(jdbc);
        clock.advance(LASTS);
        anotherScheduler();
        assertThat(RecoverableStops.generation(jdbc)).isEqualTo(stopped);
        stops().release(
                        run.stop(),
                        stored().with(RecoveryRunState.ABORTED, "a test").release());
        assertThat(RecoverableStops.generation(jdbc)).isGreaterThan(stopped);
    }

    @Test
    void replicas_that_obey_a_newer_database_are_told_the_stops_of_this_one() {
        RecoverableStops.stopAll(stops());
        long known = RecoverableStops.generation(jdbc);
        RecoverableStops.obeyed(stops(), known);
        assertThat(RecoverableStops.generation(jdbc)).isEqualTo(known);
        RecoverableStops.obeyed(stops(), known + 60_000);
        assertThat(RecoverableStops.generation(jdbc)).isGreaterThan(known + 60_000);
    }

    @Test
    void the_last_account_of_the_next_batch_is_found_by_the_order_of_characters() {
        RecoveryRunLedger runs = new RecoveryRunLedger(jdbc);
        AccountBatches all = runs.batches(RecoverableStops.stopAll(stops()));
        assertThat(all.lastOfNext(null, 1)).isEqualTo("s/ann");
        assertThat(all.lastOfNext("s/ann", 1)).isNull();
        assertThat(all.lastOfNext(null, 2)).isNull();
        assertThat(runs.batches(RecoverableStops.stopSource(stops(), "t")).lastOfNext(null, 1))
                .as("another source is stopped")
                .isNull();
        assertThat(runs.batches(RecoverableStops.stopSource(stops(), "s")).lastOfNext(null, 1))
                .isEqualTo("s/ann");
    }
}
