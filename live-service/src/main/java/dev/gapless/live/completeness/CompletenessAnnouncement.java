package dev.gapless.live.completeness;

import dev.gapless.live.history.LogOffsets;

/**
 * What may be told of a channel.
 *
 * @param held by the ledger
 * @param known why gaps are open, as far as the scheduler knows
 * @param after a client that was told all changes below has every change that {@code held} stands on
 */
record CompletenessAnnouncement(HeldCoverage held, KnownGaps known, LogOffsets after) {}
