package dev.gapless.scheduler.accounts;

import dev.gapless.common.position.StreamId;
import dev.gapless.connector.StreamSpec;
import dev.gapless.scheduler.schedules.PollTicks;
import java.time.Duration;
import java.time.Instant;

/**
 * One stream of one followed account.
 *
 * @param from the first position wanted
 * @param since when it was first wanted
 * @param silenceLimit without a sign of life for this long a live connection of its source is taken for dead
 * @param ticks when it is polled
 */
public record FollowedStream(
        StreamId stream, StreamSpec spec, long from, Instant since, Duration silenceLimit, PollTicks ticks) {

    /** One that is polled as its manifest says. */
    public FollowedStream(StreamId stream, StreamSpec spec, long from, Instant since, Duration silenceLimit) {
        this(stream, spec, from, since, silenceLimit, PollTicks.every(spec.poll()));
    }

    /** The same stream, polled at other instants. */
    FollowedStream polledAt(PollTicks other) {
        return new FollowedStream(stream, spec, from, since, silenceLimit, other);
    }
}
