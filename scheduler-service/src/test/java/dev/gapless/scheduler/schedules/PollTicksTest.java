package dev.gapless.scheduler.schedules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.position.MicrosecondTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.scheduling.support.CronExpression;

class PollTicksTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static long at(String instant) {
        return MicrosecondTime.of(Instant.parse(instant));
    }

    private static Instant last(PollTicks ticks, String instant) {
        return MicrosecondTime.toInstant(ticks.last(at(instant)));
    }

    private static Instant next(PollTicks ticks, String instant) {
        return MicrosecondTime.toInstant(ticks.next(at(instant)));
    }

    @Test
    void an_interval_begins_at_the_epoch_and_a_spread_moves_it() {
        PollTicks ticks = PollTicks.every(Duration.ofMinutes(10));

        assertThat(last(ticks, "2026-03-01T12:07:00Z")).isEqualTo("2026-03-01T12:00:00Z");
        assertThat(last(ticks, "2026-03-01T12:10:00Z")).isEqualTo("2026-03-01T12:10:00Z");
        assertThat(next(ticks, "2026-03-01T12:10:00Z")).isEqualTo("2026-03-01T12:20:00Z");
        IntervalTicks moved = new IntervalTicks(
                MicrosecondTime.of(Duration.ofMinutes(10)), MicrosecondTime.of(Duration.ofMinutes(3)));
        assertThat(next(moved, "2026-03-01T12:10:00Z")).isEqualTo("2026-03-01T12:13:00Z");
    }

    @Test
    void a_piece_that_grows_is_worth_a_request_when_it_is_an_interval_long() {
        PollTicks ticks = PollTicks.every(Duration.ofMinutes(10));

        assertThat(ticks.isWorth(at("2026-03-01T12:05:00Z"), at("2026-03-01T12:14:59Z")))
                .isFalse();
        assertThat(ticks.isWorth(at("2026-03-01T12:05:00Z"), at("2026-03-01T12:15:00Z")))
                .isTrue();
    }

    @Test
    void a_window_over_midnight_is_polled_from_its_beginning_to_its_end() {
        PollTicks nightly = new WindowTicks(
                BERLIN, LocalTime.of(22, 0), LocalTime.of(1, 0), MicrosecondTime.of(Duration.ofMinutes(80)));

        // Berlin is an hour before UTC in winter: 21:00, 22:20 and 23:40 of the evening before
        assertThat(next(nightly, "2026-01-10T12:00:00Z")).isEqualTo("2026-01-10T21:00:00Z");
        assertThat(next(nightly, "2026-01-10T21:00:00Z")).isEqualTo("2026-01-10T22:20:00Z");
        assertThat(next(nightly, "2026-01-10T22:20:00Z")).isEqualTo("2026-01-10T23:40:00Z");
        assertThat(next(nightly, "2026-01-10T23:40:00Z"))
                .as("the window is over")
                .isEqualTo("2026-01-11T21:00:00Z");
        assertThat(last(nightly, "2026-01-11T12:00:00Z")).isEqualTo("2026-01-10T23:40:00Z");
        assertThat(last(nightly, "2026-01-10T22:19:59Z")).isEqualTo("2026-01-10T21:00:00Z");
        assertThat(next(nightly, "2026-07-10T12:00:00Z"))
                .as("two hours before UTC in summer")
                .isEqualTo("2026-07-10T20:00:00Z");
    }

    @Test
    void a_cron_expression_is_read_by_the_clock_of_its_zone() {
        PollTicks nightly = new CronTicks(CronExpression.parse("0 0 3 * * *"), BERLIN);

        assertThat(last(nightly, "2026-03-01T12:00:00Z")).isEqualTo("2026-03-01T02:00:00Z");
        assertThat(last(nightly, "2026-03-01T02:00:00Z")).isEqualTo("2026-03-01T02:00:00Z");
        assertThat(next(nightly, "2026-03-01T02:00:00Z")).isEqualTo("2026-03-02T02:00:00Z");
        PollTicks leapDays = new CronTicks(CronExpression.parse("0 0 0 29 2 *"), BERLIN);
        assertThat(last(leapDays, "2026-03-01T12:00:00Z")).isEqualTo("2024-02-28T23:00:00Z");
    }

    /** Whatever the ticks are, there is none between the two that a position lies between. */
    @Test
    void a_position_lies_between_its_last_and_its_next_tick() {
        List<PollTicks> all = List.of(
                PollTicks.every(Duration.ofSeconds(7)),
                new WindowTicks(
                        BERLIN, LocalTime.of(22, 0), LocalTime.of(6, 0), MicrosecondTime.of(Duration.ofMinutes(7))),
                new WindowTicks(
                        BERLIN, LocalTime.of(6, 0), LocalTime.of(22, 0), MicrosecondTime.of(Duration.ofDays(2))),
                new WindowTicks(
                        BERLIN, LocalTime.of(5, 0), LocalTime.of(5, 0), MicrosecondTime.of(Duration.ofHours(5))),
                new CronTicks(CronExpression.parse("*/13 * 3 * * MON-FRI"), BERLIN),
                new CronTicks(CronExpression.parse("0 30 2 * * *"), BERLIN),
                new TriggeredTicks(
                        PollTicks.every(Duration.ofDays(31)),
                        new TreeSet<>(List.of(at("2026-02-01T00:00:00Z"), at("2026-02-03T07:00:00Z")))));
        Random random = new Random(7);
        for (PollTicks ticks : all) {
            for (int i = 0; i < 500; i++) {
                long position = at("2025-06-01T00:00:00Z") + (long) (random.nextDouble() * 365 * 86_400e6);
                long last = ticks.last(position);
                long next = ticks.next(position);
                assertThat(last).as("%s before %d", ticks, position).isLessThanOrEqualTo(position);
                assertThat(next).as("%s after %d", ticks, position).isGreaterThan(position);
                assertThat(ticks.next(last)).as("%s after %d", ticks, last).isEqualTo(next);
                assertThat(ticks.last(next)).as("%s at %d", ticks, next).isEqualTo(next);
                assertThat(ticks.last(next - 1)).as("%s before %d", ticks, next).isEqualTo(last);
            }
        }
    }

    @Test
    void a_trigger_is_one_tick_more() {
        PollTicks ticks = new TriggeredTicks(
                PollTicks.every(Duration.ofHours(1)), new TreeSet<>(List.of(at("2026-03-01T12:20:00Z"))));

        assertThat(last(ticks, "2026-03-01T12:19:59Z")).isEqualTo("2026-03-01T12:00:00Z");
        assertThat(next(ticks, "2026-03-01T12:19:59Z")).isEqualTo("2026-03-01T12:20:00Z");
        assertThat(last(ticks, "2026-03-01T12:30:00Z")).isEqualTo("2026-03-01T12:20:00Z");
        assertThat(next(ticks, "2026-03-01T12:30:00Z")).isEqualTo("2026-03-01T13:00:00Z");
        assertThat(ticks.isWorth(at("2026-03-01T12:10:00Z"), at("2026-03-01T12:20:00Z")))
                .isTrue();
    }

    @Test
    void the_pause_outside_a_window_or_a_week_is_found() {
        Instant day = Instant.parse("2026-03-02T10:00:00Z");
        PollRule nights =
                new PollRule(ScheduleKind.INTERVAL, 60L, null, "UTC", LocalTime.of(22, 0), LocalTime.of(2, 0));
        PollRule office = new PollRule(ScheduleKind.CRON, null, "0 */5 9-17 * * MON-FRI", "UTC", null, null);
        PollRule monthly = new PollRule(ScheduleKind.CRON, null, "0 0 3 1 * *", "UTC", null, null);
        PollRule minutes = new PollRule(ScheduleKind.INTERVAL, 60L, null, "UTC", null, null);

        assertThat(apart(nights, Duration.ofHours(2), day))
                .isEqualTo(Duration.ofHours(20).plusMinutes(1));
        assertThat(apart(nights, Duration.ofHours(21), day)).isNull();
        assertThat(apart(office, Duration.ofDays(2), day))
                .isEqualTo(Duration.ofHours(63).plusMinutes(5));
        assertThat(apart(office, Duration.ofDays(3), day)).isNull();
        assertThat(apart(monthly, Duration.ofDays(30), day)).isEqualTo(Duration.ofDays(30));
        assertThat(apart(minutes, Duration.ofMinutes(2), day)).isNull();
        assertThat(apart(minutes, Duration.ofMinutes(1), day)).isEqualTo(Duration.ofMinutes(1));
    }

    private static @Nullable Duration apart(PollRule rule, Duration most, Instant now) {
        return rule.tooFarApart(Duration.ofHours(12), most, now);
    }
}
