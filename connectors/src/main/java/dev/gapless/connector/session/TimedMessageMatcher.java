package dev.gapless.connector.session;

import dev.gapless.connector.extraction.NumberForm;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/**
 * A control message with the source's time in it.
 *
 * @param time where it is; everything the source did before that instant was sent before the message, but for the
 *     lateness
 */
public record TimedMessageMatcher(MessageMatcher signal, JsonPointer time, NumberForm form) {

    private static final List<Long> COARSENESS = List.of(1_000_000L, 1_000L);

    boolean isOn(JsonNode frame) {
        return signal.isOn(frame);
    }

    /** µs since the epoch; null when it is not there. */
    @Nullable
    Long timeOf(JsonNode frame) {
        return form.parse(frame.at(time));
    }

    /**
     * How far apart two times of such messages are, in µs, judged by one of them. Whole seconds may be all that the
     * source has.
     */
    static long coarseness(long time) {
        return COARSENESS.stream().filter(step -> time % step == 0).findFirst().orElse(1L);
    }
}
