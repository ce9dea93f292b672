package dev.gapless.common.message;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.List;

/**
 * {@code POST /internal/v1/capture-states}: captures whose state changed since the report before. JSON.
 *
 * @param states at most {@value #MAX}
 */
public record CaptureStatesRequest(List<CaptureState> states) {

    /** States in one request. */
    public static final int MAX = 1_000;

    @JsonCreator
    public CaptureStatesRequest {
        states = List.copyOf(states);
    }
}
