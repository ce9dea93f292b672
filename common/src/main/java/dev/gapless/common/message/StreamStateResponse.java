package dev.gapless.common.message;

import dev.gapless.common.position.StreamId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stream's checkpoint, as {@code GET /v1/streams/{source}/{account}/{stream}?window=ID} tells it. JSON.
 *
 * @param generation how often the source has rewritten this stream's history, as far as we know
 * @param frontier numbered streams: the first position the source is not known to have
 * @param anchors the highest 512 known fingerprints, highest position first
 * @param windowSeen true when a report of the window asked about has been applied: all reports sent before it to the
 *     same topic are then applied too
 * @param liveEnd the end of what live connections have claimed; null when none has
 */
public record StreamStateResponse(
        StreamId stream,
        long generation,
        @Nullable Long frontier,
        List<Anchor> anchors,
        boolean windowSeen,
        @Nullable Long liveEnd) {

    /** A stream of which no live connection has claimed anything. */
    public StreamStateResponse(
            StreamId stream, long generation, @Nullable Long frontier, List<Anchor> anchors, boolean windowSeen) {
        this(stream, generation, frontier, anchors, windowSeen, null);
    }

    public StreamStateResponse {
        anchors = List.copyOf(anchors);
    }
}
