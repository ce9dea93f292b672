package dev.gapless.common.connector.session;

import dev.gapless.common.connector.extraction.NumberForm;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/**
 * A control message with the source's time in it.
 *
 * @param time where it is; everything the source did before that instant was sent before the message, but for the
 *     lateness
 */
public record TimedSignal(Signal signal, JsonPointer time, NumberForm form) {

    boolean isOn(JsonNode frame) {
        return signal.isOn(frame);
    }

    /** µs since the epoch; null when it is not there. */
    @Nullable
    Long timeOf(JsonNode frame) {
        return form.parse(frame.at(time));
    }
}
