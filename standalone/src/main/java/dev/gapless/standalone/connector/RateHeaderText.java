package dev.gapless.standalone.connector;

import dev.gapless.miner.fetch.ObservedPageFetch.AnswerHead;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What an answer's headers say of limits and of time, for people. */
final class RateHeaderText {

    private RateHeaderText() {}

    /** Headers that tell of limits, as {@code name=value}; empty when there is none. */
    static String limits(AnswerHead head) {
        return new TreeMap<>(head.headers())
                .entrySet().stream()
                        .filter(header -> tellsLimits(header.getKey()))
                        .map(header -> header.getKey() + "=" + header.getValue())
                        .collect(Collectors.joining(", "));
    }

    private static boolean tellsLimits(String name) {
        return name.equals("retry-after") || name.contains("ratelimit") || name.contains("rate-limit");
    }

    /** Null when the answer has no date, or one that cannot be read. */
    static @Nullable Instant date(AnswerHead head) {
        String date = head.headers().get("date");
        try {
            return date == null
                    ? null
                    : ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }
}
