package dev.gapless.scheduler.schedules;

import dev.gapless.common.position.MicrosecondTime;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.support.CronExpression;

/**
 * What a schedule says.
 *
 * @param everySeconds between two polls; null unless it is an interval
 * @param cron of Spring, with seconds; null unless it is one
 * @param zone whose clock the expression and the window speak of
 * @param windowFrom beginning of the part of a day in which is polled; null for the whole day
 * @param windowTo its end; null for the whole day
 */
@Embeddable
record PollRule(
        @Enumerated(EnumType.STRING) @Column(name = "kind") ScheduleKind kind,

        @Column(name = "every_seconds") @Nullable Long everySeconds,
        @Column(name = "cron") @Nullable String cron,
        @Column(name = "zone") String zone,
        @Column(name = "window_from") @Nullable LocalTime windowFrom,
        @Column(name = "window_to") @Nullable LocalTime windowTo) {

    private static final long HORIZON = MicrosecondTime.of(Duration.ofDays(35));

    /** Bounds the work where only minutes may be between two polls. */
    private static final int MOST_STEPS = 5_000;

    /**
     * The instants that it names.
     *
     * @param adaptive the period of the account; counts for adaptive schedules alone
     * @param spread of the account, so that not all accounts are polled at once; counts for adaptive ones alone
     */
    PollTicks ticks(Duration adaptive, int spread) {
        return switch (kind) {
            case CRON -> new CronTicks(CronExpression.parse(Objects.requireNonNull(cron)), ZoneId.of(zone));
            case INTERVAL -> within(MicrosecondTime.of(Duration.ofSeconds(Objects.requireNonNull(everySeconds))), 0);
            case ADAPTIVE -> within(MicrosecondTime.of(adaptive), spread);
        };
    }

    /**
     * Two polls that follow each other and are too far apart. Looked for in the next five weeks, which have each day of
     * a month.
     *
     * @param adaptive the longest period of an account
     * @param most that may be between two polls
     * @return the time between them; null when none was found
     */
    @Nullable
    Duration tooFarApart(Duration adaptive, Duration most, Instant now) {
        PollTicks ticks = ticks(adaptive, 0);
        long bound = MicrosecondTime.of(most);
        long tick = ticks.next(MicrosecondTime.of(now));
        long end = tick + HORIZON;
        for (int step = 0; step < MOST_STEPS && tick < end; step++) {
            long apart = ticks.next(tick) - tick;
            if (apart >= bound) {
                return Duration.of(apart, ChronoUnit.MICROS);
            }
            // none of those between here and there can be too far apart
            tick = ticks.last(tick + bound);
        }
        return null;
    }

    private PollTicks within(long micros, int spread) {
        return windowFrom == null || windowTo == null
                ? new IntervalTicks(micros, Math.floorMod(spread * 1_000L, micros))
                : new WindowTicks(ZoneId.of(zone), windowFrom, windowTo, micros);
    }
}
