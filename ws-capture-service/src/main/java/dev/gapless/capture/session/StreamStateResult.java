package dev.gapless.capture.session;

import dev.gapless.common.message.StreamStateResponse;

/** The result of asking the ledger for a stream's state. */
public sealed interface StreamStateResult {

    record Known(StreamStateResponse state) implements StreamStateResult {}

    /** It does not answer, or has not got so far in time. */
    record Unavailable(String reason) implements StreamStateResult {}
}
