package dev.gapless.scheduler.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.coverage.Coverage;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MiningProgress;
import dev.gapless.common.message.MiningProgress.Outcome;
import dev.gapless.common.position.StreamId;
import dev.gapless.common.retry.RetryBackoff;
import dev.gapless.scheduler.gaps.GapState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The judge before a source that forgets, or says so: who keeps what is a boundary that the model knows. */
class GoneModelTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    /** Ten years in microseconds. */
    private static final long END = 315_360_000_000_000L;

    private static final long SECOND = 1_000_000;

    /** A gap's row, as far as the judge knows it. */
    private record Row(DispatchedGapState standing, GapState state, Instant dueAt) {}

    private final GapTransitions judge = new GapTransitions(
            new MiningProgressProperties(Duration.ofSeconds(15), 5, Duration.ofHours(1), DAY),
            RetryBackoff.fullJitter(Duration.ofSeconds(1), Duration.ofMinutes(5), new SplittableRandom(7)));
    private final List<Row> rows = new ArrayList<>();
    private Coverage answered = Coverage.empty();
    private int requests;

    /** Asks one thing a second until the instant, of a source whose first position is a function of the time. */
    private void run(Instant until, Function<Instant, Long> first) {
        if (rows.isEmpty()) {
            rows.add(new Row(new DispatchedGapState(new Range(0, END), 0), GapState.OPEN, NOON));
        }
        Instant now = NOON;
        while (!rows.isEmpty()) {
            Row next = rows.stream().min(Comparator.comparing(Row::dueAt)).orElseThrow();
            now = next.dueAt().isAfter(now) ? next.dueAt() : now.plusSeconds(1);
            if (now.isAfter(until)) {
                return;
            }
            rows.remove(next);
            ask(next, first.apply(now), now);
        }
    }

    private void ask(Row row, long first, Instant now) {
        requests++;
        DispatchedGapState gap = row.standing();
        Range asked = gap.asked();
        boolean gone = asked.from() < first;
        GapTransition verdict = judge.after(slice(gone ? Outcome.GONE : Outcome.COMPLETED, now), gap, SECOND, now);
        switch (verdict.history()) {
            case SourceHistory.Gone(long from, Instant since, int answers) ->
                rows.add(new Row(
                        new DispatchedGapState(
                                gap.range(),
                                verdict.attempts(),
                                from,
                                since,
                                answers,
                                verdict.state() == GapState.UNFILLABLE,
                                false),
                        verdict.state(),
                        verdict.dueAt()));
            case SourceHistory.Kept(Long olderProbe) -> {
                answered = answered.plus(Coverage.of(List.of(asked)));
                if (asked.from() > gap.range().from()) {
                    Range older = new Range(gap.range().from(), asked.from());
                    rows.add(new Row(
                            new DispatchedGapState(older, 1, olderProbe, null, 0, false, false), GapState.OPEN, now));
                }
            }
            case SourceHistory.Untold untold -> throw new AssertionError(verdict);
        }
    }

    private static MiningProgress slice(Outcome outcome, Instant at) {
        return new MiningProgress(
                new MiningProgress.TaskRef("t", "g", new StreamId("sandbox", "alice", "posts"), 3),
                outcome,
                null,
                null,
                "status 410",
                0,
                0,
                at);
    }

    private long givenUp() {
        return rows.stream()
                .filter(row -> row.state() == GapState.UNFILLABLE)
                .mapToLong(row -> row.standing().range().to())
                .max()
                .orElse(0);
    }

    @Test
    void a_history_that_is_called_gone_for_two_minutes_is_read_whole() {
        run(NOON.plus(Duration.ofHours(2)), now -> now.isBefore(NOON.plusSeconds(120)) ? END : 0);

        assertThat(answered.ranges()).containsExactly(new Range(0, END));
        assertThat(rows).isEmpty();
    }

    @Test
    void a_source_that_keeps_a_part_is_read_to_a_second_of_its_boundary_wherever_that_lies() {
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < 200; i++) {
            rows.clear();
            answered = Coverage.empty();
            requests = 0;
            long first = random.nextLong(END >> random.nextInt(40)) + 1;

            run(NOON.plus(Duration.ofHours(3)), now -> first);

            assertThat(answered.ranges()).singleElement().satisfies(range -> {
                assertThat(range.to()).isEqualTo(END);
                assertThat(range.from()).isBetween(first, first + SECOND);
            });
            assertThat(givenUp()).isEqualTo(answered.ranges().getFirst().from());
            assertThat(requests).as("requests for ten years").isLessThan(100);
        }
    }

    @Test
    void what_was_given_up_costs_one_request_a_day_and_is_read_when_the_source_has_it_again() {
        Instant back = NOON.plus(DAY.multipliedBy(10));
        run(back, now -> END);
        assertThat(givenUp()).isEqualTo(END);
        assertThat(requests).isLessThan(60);

        rows.replaceAll(row -> new Row(row.standing(), row.state(), NOON));
        run(NOON.plus(DAY), now -> 0L);

        assertThat(answered.ranges()).containsExactly(new Range(0, END));
    }
}
