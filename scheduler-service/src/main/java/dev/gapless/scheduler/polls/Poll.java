package dev.gapless.scheduler.polls;

import dev.gapless.common.connector.StreamSpec;
import dev.gapless.common.connector.StreamSpec.Kind;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.position.StreamId;

/**
 * A stream that is to be polled.
 *
 * @param generation the stream's fork generation; 0 for snapshot streams
 */
public record Poll(StreamId stream, MiningMode mode, double periodSeconds, long generation) {

    public static Poll of(StreamId stream, StreamSpec spec, long generation) {
        MiningMode mode = spec.kind() == Kind.SNAPSHOT ? MiningMode.SNAPSHOT : MiningMode.PROBE;
        return new Poll(stream, mode, spec.poll().toMillis() / 1000.0, generation);
    }
}
