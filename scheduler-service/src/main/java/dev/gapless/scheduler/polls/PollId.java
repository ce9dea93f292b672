package dev.gapless.scheduler.polls;

import dev.gapless.common.position.StreamId;
import java.util.Optional;

/** Takes the place of a gap's id in a task that was made from a poll. */
public final class PollId {

    private static final String PREFIX = "poll:";

    private PollId() {}

    public static String of(StreamId stream) {
        return PREFIX + stream.key();
    }

    /** Empty when the id is a gap's. */
    public static Optional<StreamId> parse(String id) {
        return id.startsWith(PREFIX) ? Optional.of(StreamId.parse(id.substring(PREFIX.length()))) : Optional.empty();
    }
}
