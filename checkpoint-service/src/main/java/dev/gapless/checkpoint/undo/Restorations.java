package dev.gapless.checkpoint.undo;

import java.time.Instant;
import java.util.List;

/** Where restorations are sent. */
@FunctionalInterface
interface Restorations {

    /** Returns when all of them have arrived; when this throws, some may not have. */
    void send(List<BuriedItem> items, Instant now);
}
