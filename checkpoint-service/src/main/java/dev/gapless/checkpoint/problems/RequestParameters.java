package dev.gapless.checkpoint.problems;

import dev.gapless.common.platform.ApiProblem;
import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.common.position.StreamId;
import java.time.DateTimeException;
import java.time.Instant;

/** Reads what operators write into an address. What cannot be read is refused with its name. */
public final class RequestParameters {

    private RequestParameters() {}

    public static StreamId stream(String source, String account, String stream) {
        try {
            return new StreamId(source, account, stream);
        } catch (IllegalArgumentException e) {
            throw ApiProblem.badRequest(
                    String.valueOf(e.getMessage()), "write the stream as source/account/stream, as it was added");
        }
    }

    /** @param value a number, or an instant such as {@code 2026-01-31T12:00:00Z}, which stands for its microseconds */
    public static long position(String name, String value) {
        try {
            return value.contains("T") ? MicrosecondTime.of(Instant.parse(value)) : Long.parseLong(value);
        } catch (NumberFormatException | DateTimeException | ArithmeticException e) {
            throw ApiProblem.badRequest(
                    "%s: '%s' (expected: a whole number, or an instant in UTC)".formatted(name, value),
                    "write a sequence number, microseconds since 1970, or 2026-01-31T12:00:00Z");
        }
    }

    /** From 1 to {@code most}. */
    public static int limit(String value, int most) {
        if (value.matches("[0-9]{1,9}")) {
            int limit = Integer.parseInt(value);
            if (limit >= 1 && limit <= most) {
                return limit;
            }
        }
        throw ApiProblem.badRequest(
                "limit: '%s' (expected: a whole number from 1 to %d)".formatted(value, most),
                "ask for at most %d and follow the pages".formatted(most));
    }
}
