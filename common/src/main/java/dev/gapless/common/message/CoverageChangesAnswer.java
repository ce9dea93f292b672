package dev.gapless.common.message;

import dev.gapless.common.position.StreamId;
import java.util.List;

/** Streams whose coverage changed in a way that a plan may depend on; one stream may be there several times. JSON. */
public record CoverageChangesAnswer(List<Change> changes) {

    /** @param id to be named as done */
    public record Change(long id, StreamId stream) {}

    public CoverageChangesAnswer {
        changes = List.copyOf(changes);
    }
}
