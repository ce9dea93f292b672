package dev.gapless.common.message;

/**
 * An item as the ledger holds it.
 *
 * @param hash of its content; of a tombstone 32 zero bytes
 * @param path with {@code provenance} and {@code seenAtMicros}: the captured record that last wrote it
 * @param provenance the live window, mining task or replay it came by
 * @param undoCount how often a concluded delete of this version was undone
 * @param seenAtMicros when that record was received, µs since the epoch
 */
@SuppressWarnings("ArrayRecordComponent")
public record LedgerItem(
        String itemId,
        long position,
        long version,
        ItemOperation operation,
        int undoCount,
        byte[] hash,
        IngestPath path,
        String provenance,
        long seenAtMicros) {}
