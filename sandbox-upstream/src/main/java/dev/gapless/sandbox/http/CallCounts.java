package dev.gapless.sandbox.http;

import java.util.concurrent.atomic.LongAdder;

/** How often accounts' paths were asked for, well or badly answered. Safe for many threads. */
final class CallCounts {

    private final LongAdder requests = new LongAdder();
    private final LongAdder limited = new LongAdder();
    private final LongAdder handshakes = new LongAdder();

    void request() {
        requests.increment();
    }

    void limited() {
        limited.increment();
    }

    void handshake() {
        handshakes.increment();
    }

    /** Calls of the paged API, refused ones too. */
    long requests() {
        return requests.sum();
    }

    /** Of them, those that were refused for their credential's limit. */
    long refusedForLimit() {
        return limited.sum();
    }

    /** Attempts to open the live socket. */
    long handshakes() {
        return handshakes.sum();
    }
}
