package dev.gapless.checkpoint.undo;

import java.time.Instant;
import java.util.List;

/** Where restorations are sent. */
@FunctionalInterface
interface RestorePublisher {

    /** Returns when all of them have arrived; when this throws, some may not have. */
    void send(List<InferredDeleteRow> items, Instant now);
}
