package dev.gapless.capture.conversation;

import dev.gapless.capture.connection.Closure;
import dev.gapless.capture.states.StateAnswer;
import java.time.Instant;

/** One of the things that can happen to a conversation. */
sealed interface Event {

    @SuppressWarnings("ArrayRecordComponent")
    record Message(byte[] bytes, Instant at) implements Event {}

    /** @param number of the ping that it answers */
    record Pong(long number, Instant at) implements Event {}

    record Closed(Closure closure) implements Event {}

    record State(StateAnswer answer) implements Event {}

    /** A record may not have reached Kafka. */
    record NotDelivered(String cause) implements Event {}

    /** What the session said no longer holds: its manifest has changed. */
    record Outdated() implements Event {}

    record Stop() implements Event {}
}
