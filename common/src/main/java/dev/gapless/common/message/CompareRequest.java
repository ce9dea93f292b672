package dev.gapless.common.message;

import dev.gapless.common.position.StreamId;
import java.util.List;

/**
 * {@code POST /internal/v1/items:compare}: how does what the source lists of {@code [from, to)} differ from what the
 * ledger holds there? JSON.
 *
 * @param from first position of the range that was listed whole
 * @param to first position after it
 * @param listed the ids that the source listed there; at most 10,000
 */
public record CompareRequest(StreamId stream, long from, long to, List<String> listed) {

    public CompareRequest {
        listed = List.copyOf(listed);
    }
}
