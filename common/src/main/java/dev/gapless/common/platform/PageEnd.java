package dev.gapless.common.platform;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.springframework.web.ErrorResponseException;

/**
 * Where a page of a list ended, as the caller of the next page writes it: values of the last one seen, parted by
 * slashes.
 *
 * @param text as it was written
 * @param form what is expected, such as {@code createdAt/id}
 */
public record PageEnd(String text, String form) {

    private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    /** As many values as the form has; the last one may have slashes. */
    public List<String> values() {
        int expected = form.split("/").length;
        List<String> values = List.of(text.split("/", expected));
        if (values.size() != expected) {
            throw refusal();
        }
        return values;
    }

    /** A value that is an instant, as precise as the database holds it. */
    public Instant instant(String value) {
        try {
            Instant read = Instant.parse(value).truncatedTo(ChronoUnit.MICROS);
            if (!read.isBefore(EARLIEST) && !read.isAfter(LATEST)) {
                return read;
            }
        } catch (DateTimeException e) {
            throw refusal(e);
        }
        throw refusal();
    }

    /** A value that is a day. */
    public LocalDate day(String value) {
        try {
            LocalDate read = LocalDate.parse(value);
            if (read.getYear() >= 1970 && read.getYear() <= 9_999) {
                return read;
            }
        } catch (DateTimeException e) {
            throw refusal(e);
        }
        throw refusal();
    }

    /** What the caller is told. */
    public ErrorResponseException refusal() {
        return ApiProblem.badRequest(
                "after: '%s' (expected: %s)".formatted(text, form), "Write these values of the last one seen.");
    }

    /** What the caller is told, because of this. */
    public ErrorResponseException refusal(RuntimeException cause) {
        ErrorResponseException refusal = refusal();
        refusal.addSuppressed(cause);
        return refusal;
    }
}
