package dev.gapless.common.message;

import java.util.Arrays;
import java.util.Collections;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Sources of one partition whose records wait there, because their manifest could not be had, and where. The records of
 * all other sources below the partition's committed offset are processed. It travels beside that offset, in the same
 * transaction, so it is exactly as true as the offset.
 *
 * @param places by source
 */
public record ParkedSources(SortedMap<String, Place> places) {

    public static final ParkedSources NONE = new ParkedSources(new TreeMap<>());

    private static final String NAME = "parked:";

    /** Kafka takes notes of 4,096 bytes by default; there are others beside this one. */
    private static final int MAX_NOTE = 3_500;

    private static final Pattern PLACE =
            Pattern.compile("([a-z0-9_-]{1,63})@([0-9]{1,18})(?:-([0-9]{1,18}))?(?:!([0-9]{1,18}))?");

    /**
     * Where a source's records wait.
     *
     * @param from offset of the first one that is not decided
     * @param inDoubtUntil those from {@code from} to before this offset may be decided and not published; {@code from}
     *     when none is
     * @param publishedUntil those from {@code from} to before this offset are published. The ledger has lost them, and
     *     no other service is told when it decides them again. {@code from} when none is published
     */
    public record Place(long from, long inDoubtUntil, long publishedUntil) {

        public Place {
            if (from < 0 || inDoubtUntil < from || publishedUntil < from) {
                throw new IllegalArgumentException(
                        "place: %d, in doubt to %d, published to %d (expected: none below 0, the last two not below the first)"
                                .formatted(from, inDoubtUntil, publishedUntil));
            }
        }

        /** Nothing from there on is published. */
        public Place(long from, long inDoubtUntil) {
            this(from, inDoubtUntil, from);
        }

        public static Place at(long from) {
            return new Place(from, from);
        }

        /** Those below an offset wait no longer, and those below another may be decided and not published. */
        public Place advanced(long reached, long inDoubt) {
            return new Place(reached, Math.max(reached, inDoubt), Math.max(reached, publishedUntil));
        }

        public boolean inDoubt() {
            return inDoubtUntil > from;
        }

        private String toNote() {
            return from + (inDoubt() ? "-" + inDoubtUntil : "") + (publishedUntil > from ? "!" + publishedUntil : "");
        }
    }

    public ParkedSources {
        places = Collections.unmodifiableSortedMap(new TreeMap<>(places));
    }

    public boolean isEmpty() {
        return places.isEmpty();
    }

    public @Nullable Place of(String source) {
        return places.get(source);
    }

    /** The lowest offset that is not decided; empty when none waits. */
    public OptionalLong first() {
        return places.values().stream().mapToLong(Place::from).min();
    }

    /** This source's records wait there, and at no other place. */
    public ParkedSources with(String source, Place place) {
        SortedMap<String, Place> more = new TreeMap<>(places);
        more.put(source, place);
        return new ParkedSources(more);
    }

    /** None of this source's records wait any more. */
    public ParkedSources without(String source) {
        SortedMap<String, Place> fewer = new TreeMap<>(places);
        fewer.remove(source);
        return new ParkedSources(fewer);
    }

    /** Whether the note of these finds room beside an offset. */
    public boolean fits() {
        return toNote().length() <= MAX_NOTE;
    }

    /** One word, without spaces; empty when nothing waits. */
    public String toNote() {
        return isEmpty()
                ? ""
                : NAME
                        + places.entrySet().stream()
                                .map(each ->
                                        each.getKey() + "@" + each.getValue().toNote())
                                .collect(Collectors.joining(","));
    }

    /**
     * @param note words, of which one may be this
     * @throws IllegalArgumentException when it cannot be read: to pass over it would lose what waits
     */
    public static ParkedSources read(String note) {
        SortedMap<String, Place> places = new TreeMap<>();
        Arrays.stream(note.split(" ", -1))
                .filter(word -> word.startsWith(NAME))
                .flatMap(word -> Arrays.stream(word.substring(NAME.length()).split(",", -1)))
                .forEach(word -> {
                    Matcher place = PLACE.matcher(word);
                    if (!place.matches()) {
                        throw new IllegalArgumentException(
                                "note of parked sources: '%s' (expected: source@offset)".formatted(word));
                    }
                    long from = Long.parseLong(place.group(2));
                    places.put(
                            place.group(1),
                            new Place(from, offset(place.group(3), from), offset(place.group(4), from)));
                });
        return new ParkedSources(places);
    }

    private static long offset(@Nullable String digits, long otherwise) {
        return digits == null ? otherwise : Long.parseLong(digits);
    }
}
