package dev.gapless.scheduler.accounts;

import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.common.position.PositionDomain;
import dev.gapless.connector.SourceSpec;
import dev.gapless.connector.StreamSpec;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
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
     * Reads an ISO-8601 instant or a number. A number is a position of the streams that are numbered; where none is,
     * microseconds since the epoch. An instant says nothing of numbered streams, so one of the streams must be ordered
     * by time.
     *
     * @param followed the streams that are followed; null for all of the source
     * @throws IllegalArgumentException when the text is neither, or fits none of the streams; the message says what is
     *     expected
     */
    static StartPosition parse(@Nullable String text, SourceSpec source, @Nullable Collection<String> followed) {
        if (text == null) {
            return DEFAULT;
        }
        Set<PositionDomain> domains = source.streams().values().stream()
                .filter(stream -> stream.kind() == StreamSpec.Kind.EVENT)
                .filter(stream -> followed == null || followed.contains(stream.name()))
                .map(StreamSpec::domain)
                .collect(Collectors.toSet());
        try {
            if (text.matches("-?[0-9]{1,19}")) {
                return number(Long.parseLong(text), domains.contains(PositionDomain.SEQUENCE));
            }
            Instant instant = Instant.parse(text);
            if (domains.equals(Set.of(PositionDomain.SEQUENCE))) {
                throw new IllegalArgumentException(
                        "since: '%s' (expected: a position, because the streams are numbered)".formatted(text));
            }
            return new StartPosition(instant, null);
        } catch (DateTimeParseException | NumberFormatException e) {
            throw new IllegalArgumentException(
                    "since: '%s' (expected: an instant such as 2026-01-31T00:00:00Z, or a position)".formatted(text),
                    e);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("since: '%s' (expected: an instant that exists)".formatted(text), e);
        }
    }

    private static StartPosition number(long number, boolean numbered) {
        if (numbered && number < 0) {
            throw new IllegalArgumentException(
                    "since: '%d' (expected: at least 0, because the streams are numbered)".formatted(number));
        }
        return numbered ? new StartPosition(null, number) : new StartPosition(MicrosecondTime.toInstant(number), null);
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
