package dev.gapless.scheduler.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.gapless.common.platform.tenant.CallerSources;
import dev.gapless.scheduler.SchedulerTables;
import dev.gapless.scheduler.planning.LateStreams;
import dev.gapless.scheduler.time.InstantParameters;
import dev.gapless.testing.FakeClock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The objective on real tables, by figures that were computed by hand. */
class ObjectiveRoundIT {

    private static final SchedulerTables TABLES = new SchedulerTables();
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final JdbcClient jdbc = TABLES.jdbc();
    private final FakeClock clock = new FakeClock(NOON);
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final MeterRegistry otherMeters = new SimpleMeterRegistry();
    private final ObjectiveLedger ledger = new ObjectiveLedger(jdbc);
    private final StreamObjectiveLedger objectives = new StreamObjectiveLedger(jdbc);
    private final ObjectiveProperties properties = new ObjectiveProperties(
            0.999, Duration.ofMinutes(5), Duration.ofDays(30), Duration.ofSeconds(10), Duration.ofMinutes(1));
    private final ObjectiveRound round = round(meters);
    private final ObjectiveRound otherScheduler = round(otherMeters);

    private ObjectiveRound round(MeterRegistry registry) {
        LateStreams streams = new LateStreams(jdbc, Duration.ofMinutes(5));
        return new ObjectiveRound(
                ledger, objectives, streams, properties, TABLES.transactions(), clock::instant, registry);
    }

    @BeforeEach
    void twoSources() {
        jdbc.sql("truncate stream_plan, objective_mark, objective_seconds, stream_objective_seconds, stream_objective")
                .update();
        // one source: a live stream that is held, one 301 s behind, one that is not planned
        follow("one", "held", NOON, true, 300.0, null);
        follow("one", "behind", NOON, true, 301.0, 5.0);
        follow("one", "unplanned", null, false, null, null);
        // the other source has, in order: no lag, a slow listing, a lag that grows since the plan. Then come an unknown
        // length and a plan of 661 s ago
        follow("other", "none", NOON, false, 0.0, null);
        follow("other", "slow", NOON, true, 600.0, 600.0);
        follow("other", "growing", NOON.minusSeconds(200), false, 95.0, null);
        follow("other", "unknown", NOON, false, null, null);
        follow("other", "old", NOON.minusSeconds(661), true, 0.0, null);
        round.run();
    }

    private void follow(
            String source,
            String stream,
            @Nullable Instant planned,
            boolean live,
            @Nullable Double lag,
            @Nullable Double settle) {
        jdbc.sql("""
                insert into stream_plan (source, account, stream, due_at, planned_at, live, lag_seconds, settle_seconds)
                values (:source, 'a', :stream, :due, :planned, :live, cast(:lag as float8), cast(:settle as float8))
                """)
                .param("source", source)
                .param("stream", stream)
                .param("due", InstantParameters.of(NOON))
                .param("planned", InstantParameters.ofNullable(planned))
                .param("live", live)
                .param("lag", lag)
                .param("settle", settle)
                .update();
    }

    private static double counted(MeterRegistry registry, String what, String source) {
        return registry.find("gapless.slo." + what + ".seconds").tag("source", source).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private Map<String, ObjectiveSeconds> bySource() {
        Map<String, ObjectiveSeconds> sums = new HashMap<>();
        ledger.last(Duration.ofHours(1), clock.instant())
                .forEach((scope, seconds) -> sums.merge(
                        scope.source(),
                        seconds,
                        (one, other) -> new ObjectiveSeconds(one.due() + other.due(), one.late() + other.late())));
        return sums;
    }

    private void assertSums(Map<String, ObjectiveSeconds> sums) {
        assertThat(bySource()).isEqualTo(sums);
        sums.forEach((source, seconds) -> {
            assertThat(counted(meters, "due", source)).isEqualTo(seconds.due());
            assertThat(counted(meters, "late", source)).isEqualTo(seconds.late());
        });
    }

    @Test
    void the_first_look_sets_the_mark_and_a_look_too_soon_judges_nothing() {
        clock.advance(Duration.ofMillis(9_999));
        round.run();

        assertSums(Map.of());
    }

    /** The growing lag is 95 s + 200 s, and 305 s ten seconds later. */
    @Test
    void what_lags_and_what_nobody_knows_is_late() {
        clock.advance(Duration.ofSeconds(10));
        round.run();

        assertSums(Map.of("one", new ObjectiveSeconds(30, 20), "other", new ObjectiveSeconds(50, 30)));
    }

    @Test
    void a_lag_that_has_not_grown_beyond_the_limit_is_in_time() {
        jdbc.sql("update stream_plan set lag_seconds = 90 where stream = 'growing'")
                .update();
        clock.advance(Duration.ofSeconds(10));
        round.run();

        assertSums(Map.of("one", new ObjectiveSeconds(30, 20), "other", new ObjectiveSeconds(50, 20)));
    }

    /** Of 100 s the last 60 s are judged by the streams, and 40 s are late for all three or five. */
    @Test
    void what_passed_while_nobody_looked_is_late_for_all() {
        clock.advance(Duration.ofSeconds(100));
        round.run();

        assertSums(Map.of(
                "one", new ObjectiveSeconds(300, 2 * 60 + 3 * 40),
                "other", new ObjectiveSeconds(500, 3 * 60 + 5 * 40)));
    }

    @Test
    void two_schedulers_count_each_second_once() {
        clock.advance(Duration.ofSeconds(10));
        otherScheduler.run();
        round.run();
        clock.advance(Duration.ofSeconds(10));
        round.run();

        assertThat(bySource().get("one")).isEqualTo(new ObjectiveSeconds(60, 40));
        assertThat(counted(meters, "due", "one")).isEqualTo(30);
        assertThat(counted(otherMeters, "due", "one")).isEqualTo(30);
    }

    @Test
    void sums_that_an_earlier_release_writes_meanwhile_count_for_their_source() {
        jdbc.sql("""
                insert into objective_seconds (source, begun, due, late) values ('forum', :now, 300, 30)
                    on conflict (source, begun) do nothing
                """).param("now", InstantParameters.of(NOON)).update();

        assertThat(ledger.last(Duration.ofHours(1), NOON).get(new ObjectiveScope("forum", "")))
                .isEqualTo(new ObjectiveSeconds(300, 30));
    }

    /**
     * The operator set 99.9 % in 1 min for the stream. The stream is cut off for 5 min, so it is late for 4 min. It is
     * late from its 60th second on, judged each 10 s, until it is back. Ten days without a late second went before. The
     * series of {@code ObjectiveAlertTest} is that of {@code late}. All is played in one transaction, because days of
     * rounds would be as many writes to the disk.
     */
    @Test
    void a_source_cut_off_for_five_minutes_burns_as_computed_by_hand_and_its_forecast_comes_true() {
        TABLES.transactions().executeWithoutResult(status -> playCuts());
    }

    private void playCuts() {
        jdbc.sql("truncate stream_plan, objective_mark, objective_seconds, stream_objective_seconds")
                .update();
        jdbc.sql("""
                insert into stream_objective_seconds (source, stream, begun, due, late)
                select 'cut', 'posts', begun, 300, 0
                  from generate_series(cast(:noon as timestamptz) - interval '10 days',
                                       cast(:noon as timestamptz) - interval '5 minutes', interval '5 minutes') begun
                """).param("noon", InstantParameters.of(NOON)).update();
        follow("cut", "posts", NOON, true, 0.0, null);
        jdbc.sql("insert into source (name, manifest, revision, applied_at) values ('cut', '', '', :now)")
                .param("now", InstantParameters.of(NOON))
                .update();
        // that of the settings is another: 99 % in 5 min
        ObjectiveScope cut = new ObjectiveScope("cut", "posts");
        objectives.set(
                new StreamObjective(cut, 0.999, Duration.ofMinutes(1), Duration.ofSeconds(30)), NOON, "an operator");
        ObjectiveProperties lax = new ObjectiveProperties(
                0.99, Duration.ofMinutes(5), Duration.ofDays(30), Duration.ofSeconds(10), Duration.ofMinutes(5));
        ObjectiveRound strictRound = new ObjectiveRound(
                ledger,
                objectives,
                new LateStreams(jdbc, Duration.ofMinutes(5)),
                lax,
                TABLES.transactions(),
                clock::instant,
                otherMeters);
        ObjectiveReport report = new ObjectiveReport(ledger, objectives, name -> Optional.empty(), lax, clock::instant);
        ObjectiveResource shown = new ObjectiveResource(report);
        strictRound.run();

        quietForAlmostSixHours(strictRound);
        List<Double> late = new ArrayList<>();
        cutOff(strictRound, () -> late.add(counted(otherMeters, "late", "cut")));

        assertThat(List.of(late.get(5), late.get(11), late.get(17), late.get(23), late.get(29)))
                .as("late seconds at the end of each minute")
                .containsExactly(10.0, 70.0, 130.0, 190.0, 240.0);
        ObjectiveView view = shown.list("cut", true, CallerSources.ALL).getFirst();
        // ten days and six hours make 885,600 s, of which 885.6 s may be late
        assertThat(view.dueSeconds()).isEqualTo(885_600);
        assertThat(view.budget().budgetSeconds()).isCloseTo(885.6, within(0.01));
        assertThat(view.budget().budgetLeftSeconds()).isCloseTo(885.6 - 240, within(0.01));
        // 240 s of six hours are 1.11 %, 11.1 times what may be; of an hour and the row before it 6.15 %
        assertThat(view.budget().burn().get("6h")).isCloseTo(11.11, within(0.01));
        assertThat(view.budget().burn().get("1h")).isCloseTo(61.5, within(0.1));
        // six hours cost 240 s and make 21.6 s: 645.6 s last for 645.6 / 218.4 of them
        Double forecast = view.budget().exhaustedInSeconds();
        assertThat(forecast).isCloseTo(645.6 / 218.4 * 21_600, within(1.0));

        Instant told = clock.instant();
        List<Instant> exhausted = new ArrayList<>();
        while (exhausted.isEmpty() && clock.instant().isBefore(told.plus(Duration.ofDays(2)))) {
            quietForAlmostSixHours(strictRound);
            cutOff(strictRound, () -> {
                if (exhausted.isEmpty()
                        && shown.list("cut", true, CallerSources.ALL)
                                        .getFirst()
                                        .budget()
                                        .budgetLeftSeconds()
                                <= 0) {
                    exhausted.add(clock.instant());
                }
            });
        }

        assertThat((double) Duration.between(told, exhausted.getFirst()).toSeconds())
                .as("the budget is used up when it was said, at the same pace")
                .isCloseTo(forecast, withinPercentage(10));
    }

    private void quietForAlmostSixHours(ObjectiveRound played) {
        for (int step = 0; step < 71; step++) {
            clock.advance(Duration.ofMinutes(5));
            planned(true, 0);
            played.run();
        }
    }

    /** Five minutes, looked at each 10 s. The plan notes the lag of the moment at which the stream fell silent. */
    private void cutOff(ObjectiveRound played, Runnable look) {
        planned(false, 1);
        for (int step = 1; step <= 30; step++) {
            clock.advance(Duration.ofSeconds(10));
            if (step == 30) {
                planned(true, 0);
            }
            played.run();
            look.run();
        }
    }

    private void planned(boolean live, double lag) {
        jdbc.sql("update stream_plan set planned_at = :now, live = :live, lag_seconds = :lag")
                .param("now", InstantParameters.of(clock.instant()))
                .param("live", live)
                .param("lag", lag)
                .update();
    }
}
