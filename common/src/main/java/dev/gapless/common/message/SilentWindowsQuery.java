package dev.gapless.common.message;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.gapless.common.position.StreamId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /internal/v1/coverage:silent}: of which streams is an open live window no longer reported, or does its
 * end stand still? JSON.
 *
 * @param reportedMillis a window that was reported longer ago is silent
 * @param endMillis by source, how old the end of a window of positions in time may be. A source that is not here is not
 *     judged by that
 * @param after the last stream of the answer before; null to begin
 * @param most no more streams than this
 */
public record SilentWindowsQuery(
        long reportedMillis,
        Map<String, Long> endMillis,
        @Nullable StreamId after,
        int most) {

    @JsonCreator
    public SilentWindowsQuery {
        endMillis = Map.copyOf(endMillis);
    }
}
