package dev.gapless.connector.paging;

import dev.gapless.common.position.StreamId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Cursors that keep their meaning, each with the highest position before it. A listing that is asked by cursors alone
 * need not be read from its beginning for its newest items. Kept in memory: without them a walk takes longer. Of the
 * streams that were walked last they are remembered, as far as there is room. Safe for many threads.
 */
final class KnownPlaces {

    private static final int MAX_STREAMS = 10_000;
    private static final int MAX_PLACES = 64;

    /** In all cursors together. */
    static final int MAX_CHARACTERS = 16_000_000;

    /** So many walks in a row may begin at places of a stream without an answer. */
    static final int MAX_UNANSWERED = 5;

    /**
     * A place where a walk begins.
     *
     * @param before the highest position before it
     * @param followed true where an item was seen behind it, so that the source has something to show there
     */
    record KnownPlace(String cursor, long before, boolean followed) {}

    private static final class StreamPlaces {

        private final NavigableMap<Long, String> cursors = new TreeMap<>();
        private long reached = Long.MIN_VALUE;
        private int unanswered;
    }

    private final Map<StreamId, StreamPlaces> places = new LinkedHashMap<>(16, 0.75f, true);
    private final int maxCharacters;
    private long characters;

    KnownPlaces() {
        this(MAX_CHARACTERS);
    }

    /** @param maxCharacters of all cursors together; those of the stream that was walked longest ago are forgotten */
    KnownPlaces(int maxCharacters) {
        this.maxCharacters = maxCharacters;
    }

    /** @param last the highest position before the cursor */
    synchronized void note(StreamId stream, long last, String cursor) {
        StreamPlaces known = places.computeIfAbsent(stream, key -> new StreamPlaces());
        known.unanswered = 0;
        known.reached = Math.max(known.reached, last);
        @Nullable String before = known.cursors.put(last, cursor);
        characters += cursor.length() - (before == null ? 0 : before.length());
        if (known.cursors.size() > MAX_PLACES) {
            characters -= known.cursors.pollFirstEntry().getValue().length();
        }
        while (places.size() > 1 && (characters > maxCharacters || places.size() > MAX_STREAMS)) {
            forget(places.keySet().iterator().next());
        }
    }

    /** An item of the stream with that position was seen, wherever it stands. */
    synchronized void reached(StreamId stream, long position) {
        StreamPlaces known = places.get(stream);
        if (known != null) {
            known.reached = Math.max(known.reached, position);
        }
    }

    /**
     * The latest place with nothing before it that is wanted, for a walk that begins there.
     *
     * @return null where none is known
     */
    synchronized @Nullable KnownPlace begin(StreamId stream, long from) {
        StreamPlaces known = places.get(stream);
        Map.Entry<Long, String> latest = known == null ? null : known.cursors.lowerEntry(from);
        return known == null || latest == null
                ? null
                : new KnownPlace(latest.getValue(), latest.getKey(), known.reached > latest.getKey());
    }

    /**
     * A walk asked at a place of that stream and got no page. A source that gave none to five walks in a row may have
     * lost all places, and they are forgotten.
     */
    synchronized void unanswered(StreamId stream) {
        StreamPlaces known = places.get(stream);
        if (known != null && ++known.unanswered >= MAX_UNANSWERED) {
            forget(stream);
        }
    }

    /** The source does not take a place of that stream any more. */
    synchronized void forget(StreamId stream) {
        StreamPlaces known = places.remove(stream);
        if (known != null) {
            known.cursors.values().forEach(cursor -> characters -= cursor.length());
        }
    }
}
