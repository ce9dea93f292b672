package dev.gapless.capture.session;

import dev.gapless.capture.connection.CloseReason;
import java.time.Instant;

/** An event of a session. */
sealed interface SessionEvent {

    @SuppressWarnings("ArrayRecordComponent")
    record Message(byte[] bytes, Instant at) implements SessionEvent {}

    /** @param number of the ping that it answers */
    record Pong(long number, Instant at) implements SessionEvent {}

    record Closed(CloseReason closure) implements SessionEvent {}

    record State(StreamStateResult answer) implements SessionEvent {}

    /** A record may not have reached Kafka. */
    record NotDelivered(String cause) implements SessionEvent {}

    /** What the session said no longer holds: its manifest has changed. */
    record Outdated() implements SessionEvent {}

    /** An operator has stopped the account, its source or all capture. */
    record Halted() implements SessionEvent {}

    record Stop() implements SessionEvent {}
}
