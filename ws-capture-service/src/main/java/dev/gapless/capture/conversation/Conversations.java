package dev.gapless.capture.conversation;

import dev.gapless.capture.delivery.InFlight;
import dev.gapless.capture.delivery.Outbox;
import dev.gapless.capture.states.StreamStates;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;

/** Makes conversations, each with a clock that nobody sets meanwhile. */
public final class Conversations {

    private final Outbox outbox;
    private final InFlight inFlight;
    private final StreamStates states;
    private final Duration reportEvery;
    private final Supplier<String> names;
    private final Supplier<Clock> clocks;

    public Conversations(
            Outbox outbox, InFlight inFlight, StreamStates states, Duration reportEvery, Supplier<Clock> clocks) {
        this(outbox, inFlight, states, reportEvery, () -> UUID.randomUUID().toString(), clocks);
    }

    /** @param names gives each connection a name that no other ever has */
    public Conversations(
            Outbox outbox,
            InFlight inFlight,
            StreamStates states,
            Duration reportEvery,
            Supplier<String> names,
            Supplier<Clock> clocks) {
        this.outbox = outbox;
        this.inFlight = inFlight;
        this.states = states;
        this.reportEvery = reportEvery;
        this.names = names;
        this.clocks = clocks;
    }

    /** One that has not begun. */
    public Conversation about(Subject subject) {
        return new Conversation(subject, outbox, inFlight.begin(), states, names.get(), reportEvery, clocks.get());
    }
}
