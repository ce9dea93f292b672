package dev.gapless.common.message;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.gapless.common.position.StreamId;
import java.util.List;

/**
 * {@code POST /internal/v1/watched-streams}: streams that clients of a replica of the live service hear now. JSON. What
 * is not said again is watched no longer, once its lease is over.
 *
 * @param replica whose clients they are
 * @param streams at most {@value #MAX}
 */
public record WatchedStreamsRequest(String replica, List<StreamId> streams) {

    /** Streams in one request. */
    public static final int MAX = 1_000;

    @JsonCreator
    public WatchedStreamsRequest {
        streams = List.copyOf(streams);
    }
}
