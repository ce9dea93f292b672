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

    private static final class StreamPlaces {

        private final NavigableMap<Long, String> cursors = new TreeMap<>();
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
        @Nullable String before = known.cursors.put(last, cursor);
        characters += cursor.length() - (before == null ? 0 : before.length());
        if (known.cursors.size() > MAX_PLACES) {
            characters -= known.cursors.pollFirstEntry().getValue().length();
        }
        while (places.size() > 1 && (characters > maxCharacters || places.size() > MAX_STREAMS)) {
            forget(places.keySet().iterator().next());
        }
    }

    /**
     * The latest place with nothing before it that is wanted, for a walk that begins there. A source that answers at
     * none of five in a row may have lost them all, and they are forgotten.
     *
     * @return null where none is known
     */
    synchronized Map.@Nullable Entry<Long, String> begin(StreamId stream, long from) {
        StreamPlaces known = places.get(stream);
        Map.Entry<Long, String> latest = known == null ? null : known.cursors.lowerEntry(from);
        if (known == null || latest == null) {
            return null;
        }
        if (known.unanswered >= MAX_UNANSWERED) {
            forget(stream);
            return null;
        }
        known.unanswered++;
        return latest;
    }

    /** The source does not take a place of that stream any more. */
    synchronized void forget(StreamId stream) {
        StreamPlaces known = places.remove(stream);
        if (known != null) {
            known.cursors.values().forEach(cursor -> characters -= cursor.length());
        }
    }
}
