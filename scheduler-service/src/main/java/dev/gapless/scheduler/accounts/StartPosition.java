package dev.gapless.scheduler.accounts;

import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.common.position.PositionDomain;
import dev.gapless.connector.SourceSpec;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * Where what is wanted of an account begins.
 *
 * @param instant for streams ordered by time; null for the horizon of the manifest
 * @param position for numbered streams; null for 0
 */
record StartPosition(@Nullable Instant instant, @Nullable Long position) {

    static final StartPosition DEFAULT = new StartPosition(null, null);

    /**
     * Reads an ISO-8601 instant or a number. A number is a position of the source's numbered streams; where it has
     * none, microseconds since the epoch.
     *
     * @throws IllegalArgumentException when the text is neither; the message says what is expected
     */
    static StartPosition parse(@Nullable String text, SourceSpec source) {
        if (text == null) {
            return DEFAULT;
        }
        try {
            if (text.matches("-?[0-9]{1,19}")) {
                long number = Long.parseLong(text);
                boolean numbered = source.streams().values().stream()
                        .anyMatch(stream -> stream.domain() == PositionDomain.SEQUENCE);
                return numbered
                        ? new StartPosition(null, number)
                        : new StartPosition(MicrosecondTime.toInstant(number), null);
            }
            return new StartPosition(Instant.parse(text), null);
        } catch (DateTimeParseException | NumberFormatException e) {
            throw new IllegalArgumentException(
                    "since: '%s' (expected: an instant such as 2026-01-31T00:00:00Z, or a position)".formatted(text),
                    e);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("since: '%s' (expected: an instant that exists)".formatted(text), e);
        }
    }

    /** What {@link #parse} reads; null for the default. */
    @Nullable
    String text() {
        if (instant != null) {
            return instant.toString();
        }
        return position == null ? null : position.toString();
    }
}
