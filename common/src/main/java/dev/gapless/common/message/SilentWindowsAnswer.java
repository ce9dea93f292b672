package dev.gapless.common.message;

import dev.gapless.common.position.StreamId;
import java.util.List;

/** Streams with a silent live window, by account, source and stream. JSON. */
public record SilentWindowsAnswer(List<StreamId> streams) {

    public SilentWindowsAnswer {
        streams = List.copyOf(streams);
    }
}
