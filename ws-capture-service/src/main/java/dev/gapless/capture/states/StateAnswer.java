package dev.gapless.capture.states;

import dev.gapless.common.message.StreamState;

/** What asking the ledger came to. */
public sealed interface StateAnswer {

    record Known(StreamState state) implements StateAnswer {}

    /** It does not answer, or has not got so far in time. */
    record Unavailable(String reason) implements StateAnswer {}
}
