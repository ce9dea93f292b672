package dev.gapless.miner.ledger;

import dev.gapless.common.position.StreamId;

/**
 * The result of reading a covered range again. JSON.
 *
 * @param from first position that was read again whole
 * @param to first position after; {@code from} where only a sample of the items was listed
 * @param items how many the source lists there, or of the sample
 * @param missed how many of them the ledger has never seen
 */
public record AuditFinding(StreamId stream, long from, long to, long items, long missed) {}
