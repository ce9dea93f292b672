package dev.gapless.connector;

import dev.gapless.common.message.StreamStateResponse;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The session over one live connection: what to say, and what the answers mean. It knows the source's protocol and
 * nothing of sockets, Kafka or threads. The caller carries out the effects in their order. Used by one thread, from
 * {@link #opened} until the connection ends.
 */
public interface LiveSession {

    /** The connection is open. */
    List<LiveEffect> opened(Instant at);

    /** A whole text or binary message arrived. */
    List<LiveEffect> frame(byte[] message, Instant receivedAt);

    /** A WebSocket pong arrived. */
    List<LiveEffect> alive(Instant receivedAt);

    /**
     * Called every heartbeat, except while nothing is read because too much waits for Kafka. After a pause of this
     * process it is called once, not once for each missed heartbeat. So heartbeats measure what the source had time
     * for.
     */
    List<LiveEffect> tick(Instant at);

    /**
     * How late items of the stream are known to come, in µs; null where it is not measured. May be asked from other
     * threads.
     */
    default @Nullable Long latenessMicros(String stream) {
        return null;
    }

    /** The answer to {@link LiveEffect.ReadState}, and to {@link LiveEffect.RecordFork}: the state afterwards. */
    List<LiveEffect> state(StreamStateResponse state, Instant at);

    /**
     * What {@link LiveEffect.SaveCursor} asked for: all that was captured before it is in Kafka. May come from another
     * thread.
     */
    default void delivered(String cursor, Instant at) {}

    /** The source answered the handshake with that status, and there is no connection. */
    default void refused(int status) {}

    /** The source did not answer the handshake in time, and there is no connection. */
    default void unanswered() {}
}
