package dev.gapless.common.message;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * The fates of the records of one partition since counting began. It travels beside the partition's committed offset,
 * in the same transaction, so it is exactly as true as the offset.
 *
 * @param since the offset from which on records are counted
 * @param received records taken off the partition
 * @param created answered {@link Decision#NEW}
 * @param changed answered {@link Decision#CHANGED}
 * @param duplicate answered {@link Decision#DUPLICATE}
 * @param stale answered {@link Decision#STALE}
 * @param deadLettered kept as dead letters
 * @param filtered left out because an operator said so
 * @param parked waiting until their source's manifest can be had; the other fates take them in then
 */
public record IntakeCounts(
        long since,
        long received,
        long created,
        long changed,
        long duplicate,
        long stale,
        long deadLettered,
        long filtered,
        long parked) {

    private static final String NAME = "counts:";
    /** Those of the first release, which did not park. */
    private static final int NUMBERS = 8;

    /** Nothing yet. */
    public static IntakeCounts from(long offset) {
        return new IntakeCounts(offset, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    /** These and the further ones; where counting began stays. */
    public IntakeCounts plus(IntakeCounts more) {
        return new IntakeCounts(
                since,
                received + more.received,
                created + more.created,
                changed + more.changed,
                duplicate + more.duplicate,
                stale + more.stale,
                deadLettered + more.deadLettered,
                filtered + more.filtered,
                parked + more.parked);
    }

    public IntakeCounts plusReceived(long records) {
        return plus(new IntakeCounts(since, records, 0, 0, 0, 0, 0, 0, 0));
    }

    public IntakeCounts plusDeadLettered(long records) {
        return plus(new IntakeCounts(since, 0, 0, 0, 0, 0, records, 0, 0));
    }

    /** @param records negative for those that wait no longer */
    public IntakeCounts plusParked(long records) {
        return plus(new IntakeCounts(since, 0, 0, 0, 0, 0, 0, 0, records));
    }

    public IntakeCounts plus(Decision decision, long records) {
        return plus(
                switch (decision) {
                    case NEW -> new IntakeCounts(since, 0, records, 0, 0, 0, 0, 0, 0);
                    case CHANGED -> new IntakeCounts(since, 0, 0, records, 0, 0, 0, 0, 0);
                    case DUPLICATE -> new IntakeCounts(since, 0, 0, 0, records, 0, 0, 0, 0);
                    case STALE -> new IntakeCounts(since, 0, 0, 0, 0, records, 0, 0, 0);
                });
    }

    /** Records whose fate is known; must equal {@link #received}. */
    public long accounted() {
        return created + changed + duplicate + stale + deadLettered + filtered + parked;
    }

    /** One word, without spaces. */
    public String toNote() {
        return NAME
                + LongStream.of(since, received, created, changed, duplicate, stale, deadLettered, filtered, parked)
                        .mapToObj(Long::toString)
                        .collect(Collectors.joining(","));
    }

    /** @return empty when the note holds no counts, as that of an older release */
    public static Optional<IntakeCounts> read(String note) {
        return Arrays.stream(note.split(" ", -1))
                .filter(word -> word.startsWith(NAME))
                .findFirst()
                .flatMap(word -> numbers(word.substring(NAME.length())));
    }

    private static Optional<IntakeCounts> numbers(String text) {
        if (!text.matches("[0-9]{1,18}(,[0-9]{1,18}){%d,}".formatted(NUMBERS - 1))) {
            return Optional.empty();
        }
        long[] n = Arrays.stream(text.split(",", -1)).mapToLong(Long::parseLong).toArray();
        return Optional.of(
                new IntakeCounts(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n.length > NUMBERS ? n[NUMBERS] : 0));
    }
}
