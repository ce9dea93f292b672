package dev.gapless.scheduler.schedules;

import dev.gapless.common.platform.ApiProblem;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.support.CronExpression;
import org.springframework.web.ErrorResponseException;

/**
 * What an operator wants of a stream.
 *
 * @param kind {@code interval}, {@code cron} or {@code adaptive}
 * @param everySeconds of an interval
 * @param cron six fields: second, minute, hour, day of month, month, day of week
 * @param zone whose clock is meant; UTC unless it is given
 * @param from beginning of the part of a day in which is polled, such as {@code 22:00}; the whole day unless given
 * @param to its end; on the next day where it is not later than the beginning
 * @param version of the schedule that this replaces; any unless it is given
 */
record ScheduleRequest(
        @Nullable String kind,
        @Nullable Long everySeconds,
        @Nullable String cron,
        @Nullable String zone,
        @Nullable String from,
        @Nullable String to,
        @Nullable Long version) {

    private static final long MAX_SECONDS = Duration.ofDays(31).toSeconds();

    /** @throws ErrorResponseException 422 with what does not fit */
    PollRule rule(Instant now) {
        ScheduleKind wanted = ScheduleKind.of(kind)
                .orElseThrow(() -> refused("kind", kind, "one of " + Arrays.toString(ScheduleKind.values())));
        requireNothingElse(wanted);
        ZoneId clock = zone(zone);
        PollRule rule = new PollRule(
                wanted,
                wanted == ScheduleKind.INTERVAL ? Long.valueOf(every()) : null,
                wanted == ScheduleKind.CRON ? cron(clock, now) : null,
                clock.getId(),
                time("from", from),
                time("to", to));
        if ((rule.windowFrom() == null) != (rule.windowTo() == null)) {
            throw refused(from == null ? "from" : "to", null, "both ends of the window, or none");
        }
        return rule;
    }

    private void requireNothingElse(ScheduleKind wanted) {
        if (everySeconds != null && wanted != ScheduleKind.INTERVAL) {
            throw refused("everySeconds", everySeconds, "none, but for an interval");
        }
        if (cron != null && wanted != ScheduleKind.CRON) {
            throw refused("cron", cron, "none, but for the kind cron");
        }
        if ((from != null || to != null) && wanted == ScheduleKind.CRON) {
            throw refused("from", from, "no window, because the expression says when");
        }
    }

    private long every() {
        if (everySeconds == null || everySeconds < 1 || everySeconds > MAX_SECONDS) {
            throw refused("everySeconds", everySeconds, "1 to " + MAX_SECONDS);
        }
        return everySeconds;
    }

    private String cron(ZoneId clock, Instant now) {
        if (cron == null || !CronExpression.isValidExpression(cron)) {
            throw refused("cron", cron, "six fields, such as 0 0 3 * * *");
        }
        ZonedDateTime next = CronExpression.parse(cron).next(now.atZone(clock));
        if (next == null) {
            throw refused("cron", cron, "an expression that names an instant to come");
        }
        return cron;
    }

    private static ZoneId zone(@Nullable String name) {
        try {
            return ZoneId.of(name == null ? "UTC" : name);
        } catch (DateTimeException e) {
            throw refused("zone", name, "a zone of the tz database, such as Europe/Berlin");
        }
    }

    private static @Nullable LocalTime time(String member, @Nullable String text) {
        try {
            return text == null ? null : LocalTime.parse(text);
        } catch (DateTimeException e) {
            throw refused(member, text, "a time of day, such as 22:00");
        }
    }

    private static ErrorResponseException refused(String member, @Nullable Object value, String expected) {
        return ApiProblem.unprocessable(
                "%s: %s (expected: %s)".formatted(member, value == null ? "missing" : value, expected),
                "Without a schedule a stream is polled as its manifest says.");
    }
}
