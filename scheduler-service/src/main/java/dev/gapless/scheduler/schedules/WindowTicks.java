package dev.gapless.scheduler.schedules;

import dev.gapless.common.position.MicrosecondTime;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;

/**
 * Ticks inside a window of each day: one at its beginning, and then of one distance up to its end.
 *
 * @param from beginning of the window
 * @param to its end, on the next day where it is not later than the beginning
 * @param micros between two ticks
 */
record WindowTicks(ZoneId zone, LocalTime from, LocalTime to, long micros) implements PollTicks {

    @Override
    public long last(long position) {
        LocalDate day = day(position);
        while (begin(day) > position) {
            day = day.minusDays(1);
        }
        long begin = begin(day);
        long reached = Math.min(position, Math.max(begin, end(day) - 1));
        return begin + (reached - begin) / micros * micros;
    }

    @Override
    public long next(long position) {
        LocalDate day = day(position).minusDays(2);
        while (true) {
            long begin = begin(day);
            if (begin > position) {
                return begin;
            }
            long tick = begin + ((position - begin) / micros + 1) * micros;
            if (tick < end(day)) {
                return tick;
            }
            day = day.plusDays(1);
        }
    }

    private LocalDate day(long position) {
        return MicrosecondTime.toInstant(position).atZone(zone).toLocalDate();
    }

    private long begin(LocalDate day) {
        return MicrosecondTime.of(day.atTime(from).atZone(zone).toInstant());
    }

    private long end(LocalDate day) {
        LocalDate last = from.isBefore(to) ? day : day.plusDays(1);
        return MicrosecondTime.of(last.atTime(to).atZone(zone).toInstant());
    }
}
