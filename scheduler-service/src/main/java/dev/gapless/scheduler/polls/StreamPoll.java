package dev.gapless.scheduler.polls;

import dev.gapless.common.message.MiningMode;
import dev.gapless.common.position.StreamId;
import dev.gapless.connector.StreamSpec;
import java.time.Duration;

/**
 * A stream that is to be polled.
 *
 * @param generation the stream's fork generation; 0 for snapshot streams
 */
public record StreamPoll(StreamId stream, MiningMode mode, double periodSeconds, long generation) {

    /** Reads a snapshot stream as often as its manifest says. */
    public static StreamPoll snapshot(StreamId stream, StreamSpec spec) {
        return new StreamPoll(stream, MiningMode.SNAPSHOT, seconds(spec.poll()), 0);
    }

    /** Asks how far a numbered stream reaches. */
    public static StreamPoll probe(StreamId stream, Duration period, long generation) {
        return new StreamPoll(stream, MiningMode.PROBE, seconds(period), generation);
    }

    private static double seconds(Duration period) {
        return period.toMillis() / 1000.0;
    }
}
