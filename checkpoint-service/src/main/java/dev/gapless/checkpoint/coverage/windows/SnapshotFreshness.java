package dev.gapless.checkpoint.coverage.windows;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A stream that has a current state only, as it was last compared.
 *
 * @param comparedAt when that was, by the clock of the service that compared it
 * @param items how many its state consists of
 * @param hash of the only item's content, SHA-256 in hex; of several, that of their hashes in the order of their ids;
 *     null when nothing is held
 * @param version how many different contents were accepted, from 1; 0 when nothing was
 * @param changedAt when the latest of them was accepted; null when nothing was
 */
public record SnapshotFreshness(
        Instant comparedAt,
        long items,
        @Nullable String hash,
        long version,
        @Nullable Instant changedAt) {}
