package dev.gapless.scheduler.schedules;

import dev.gapless.common.position.MicrosecondTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The schedule of a stream, for operators.
 *
 * @param from beginning of its window; null for the whole day
 * @param to end of its window; null for the whole day
 * @param next the next three polls; empty for adaptive schedules, since each account has its own
 */
record ScheduleView(
        String source,
        String stream,
        String kind,
        @Nullable Long everySeconds,
        @Nullable String cron,
        String zone,
        @Nullable String from,
        @Nullable String to,
        ScheduleChange changed,
        List<Instant> next) {

    private static final int POLLS = 3;

    /**
     * Its last change.
     *
     * @param version grows with each change
     */
    record ScheduleChange(long version, Instant at, String by) {}

    static ScheduleView of(StreamSchedule schedule, Instant now) {
        PollRule rule = schedule.rule();
        return new ScheduleView(
                schedule.stream().source(),
                schedule.stream().stream(),
                rule.kind().name().toLowerCase(Locale.ROOT),
                rule.everySeconds(),
                rule.cron(),
                rule.zone(),
                rule.windowFrom() == null ? null : rule.windowFrom().toString(),
                rule.windowTo() == null ? null : rule.windowTo().toString(),
                new ScheduleChange(schedule.version(), schedule.setAt(), schedule.setBy()),
                next(rule, now));
    }

    private static List<Instant> next(PollRule rule, Instant now) {
        List<Instant> next = new ArrayList<>();
        if (rule.kind() != ScheduleKind.ADAPTIVE) {
            PollTicks ticks = rule.ticks(Duration.ZERO, 0);
            long position = MicrosecondTime.of(now);
            while (next.size() < POLLS) {
                position = ticks.next(position);
                next.add(MicrosecondTime.toInstant(position));
            }
        }
        return next;
    }
}
