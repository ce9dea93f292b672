package dev.gapless.checkpoint.coverage.streams;

import java.time.Instant;
import java.util.List;

/** Where inferred deletes are sent. */
@FunctionalInterface
interface TombstonePublisher {

    /** Returns when all of them have arrived; when this throws, some may not have. */
    void send(List<OrphanedRow> orphans, Instant now);
}
