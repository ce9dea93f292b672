package dev.gapless.live.http;

import java.io.IOException;

/** The history went on without a reader. It may come back with its offset, which then finds the rest in Kafka. */
final class OvertakenReaderException extends IOException {

    private static final long serialVersionUID = 1L;

    OvertakenReaderException() {
        super("the history went on without this reader; it may come back with its offset");
    }
}
