package dev.gapless.scheduler.schedules;

import dev.gapless.common.position.MicrosecondTime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.springframework.scheduling.support.CronExpression;

/**
 * Ticks of a cron expression.
 *
 * @param zone whose clock it speaks of
 */
record CronTicks(CronExpression cron, ZoneId zone) implements PollTicks {

    private static final long SECOND = MicrosecondTime.of(Duration.ofSeconds(1));

    /** An expression that names no later instant counts as one that names one after this. */
    private static final long FAR = MicrosecondTime.of(Duration.ofDays(5 * 366));

    /**
     * An expression tells the next instant only. So this searches for the last second whose next instant is not later
     * than the position.
     */
    @Override
    public long last(long position) {
        long before = position - FAR;
        if (next(before) > position) {
            return before;
        }
        long after = position;
        while (after - before > SECOND) {
            long middle = before + (after - before) / 2;
            if (next(middle) <= position) {
                before = middle;
            } else {
                after = middle;
            }
        }
        return next(before);
    }

    @Override
    public long next(long position) {
        Instant from = MicrosecondTime.toInstant(position);
        ZonedDateTime next = cron.next(from.atZone(zone));
        return next == null ? position + FAR : MicrosecondTime.of(next.toInstant());
    }
}
