package dev.gapless.connector.session;

import dev.gapless.common.coverage.Range;
import dev.gapless.connector.extraction.NumberForm;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/**
 * A message by which the source says that it left out events.
 *
 * @param message tells it
 * @param stream whose events; null for all streams of the connection
 * @param bounds which of them; null when the message does not say
 */
public record AnnouncedHole(
        MessageMatcher message,
        @Nullable String stream,
        @Nullable HoleBounds bounds) {

    /**
     * The positions of the first and the last event that is missing, in either order.
     *
     * @param form how they are written
     */
    public record HoleBounds(JsonPointer from, JsonPointer to, NumberForm form) {}

    boolean isOn(JsonNode frame) {
        return message.isOn(frame);
    }

    boolean isOf(String name) {
        return stream == null || stream.equals(name);
    }

    /** @return null when the message does not tell both bounds: anything may be missing then */
    @Nullable
    Range range(JsonNode frame) {
        Long from = bounds == null ? null : bounds.form().parse(frame.at(bounds.from()));
        Long to = bounds == null ? null : bounds.form().parse(frame.at(bounds.to()));
        if (bounds == null || from == null || to == null) {
            return null;
        }
        long last = Math.max(from, to);
        long step = bounds.form().step();
        return Range.of(Math.min(from, to), last > Long.MAX_VALUE - step ? Long.MAX_VALUE : last + step);
    }
}
