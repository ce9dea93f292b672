package dev.gapless.live.history;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A place in {@code changes}: of each partition the offset of the next record. The same on every replica. Its text is
 * what a client keeps to resume: {@code epoch:next0.next1.next2}. A letter before each number tells how many digits it
 * has, {@code a} for one. So the texts that one reader is given ascend, character by character.
 *
 * <p>Immutable.
 */
public final class LogOffsets {

    private static final int LONGEST_TEXT = 4_096;

    private final String epoch;
    private final long[] next;

    /** Made when it is first asked for; the same whichever thread makes it. */
    private @Nullable String text;

    /** @param epoch Kafka's id of the topic: offsets of a topic that was made anew mean something else */
    public LogOffsets(String epoch, long... next) {
        this.epoch = epoch;
        this.next = next.clone();
    }

    /** Empty unless {@code text} is what {@link #text()} writes. */
    static Optional<LogOffsets> parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 1 || text.length() > LONGEST_TEXT) {
            return Optional.empty();
        }
        String[] parts = text.substring(colon + 1).split("\\.", -1);
        try {
            long[] next = Arrays.stream(parts)
                    .mapToLong(part -> Long.parseLong(part.isEmpty() ? part : part.substring(1)))
                    .toArray();
            LogOffsets offsets = new LogOffsets(text.substring(0, colon), next);
            // one place has one text
            return offsets.text().equals(text) ? Optional.of(offsets) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    String text() {
        String made = text;
        if (made == null) {
            made = LongStream.of(next).mapToObj(LogOffsets::ordered).collect(Collectors.joining(".", epoch + ":", ""));
            text = made;
        }
        return made;
    }

    private static String ordered(long number) {
        String digits = Long.toString(number);
        return (char) ('a' + digits.length() - 1) + digits;
    }

    /** Where the log began when its first record was written. */
    LogOffsets beginning() {
        return new LogOffsets(epoch, new long[next.length]);
    }

    String epoch() {
        return epoch;
    }

    int partitions() {
        return next.length;
    }

    long next(int partition) {
        return next[partition];
    }

    /** A copy. */
    long[] toArray() {
        return next.clone();
    }

    /** True when this place is these offsets; the epoch is not compared. */
    boolean isAt(long[] offsets) {
        return Arrays.equals(next, offsets);
    }

    /** True when both are of the same log, and this place is at or after the other in every partition. */
    boolean covers(LogOffsets other) {
        return epoch.equals(other.epoch) && next.length == other.next.length && reaches(other);
    }

    /** True when this place is at or after the other in every partition. */
    boolean reaches(LogOffsets other) {
        for (int partition = 0; partition < next.length; partition++) {
            if (next[partition] < other.next[partition]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LogOffsets offsets && epoch.equals(offsets.epoch) && Arrays.equals(next, offsets.next);
    }

    @Override
    public int hashCode() {
        return 31 * epoch.hashCode() + Arrays.hashCode(next);
    }

    @Override
    public String toString() {
        return text();
    }
}
