package dev.gapless.scheduler.planning;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The earlier reconciliations of a stream.
 *
 * @param finishedAt when the last reconciliation was filled; null when none was
 * @param openedAt when the last one was planned; null when none was
 * @param liveGapClosedAt when the last gap of the live path was filled; null when none was
 */
public record ReconcileHistory(
        @Nullable Instant finishedAt,
        @Nullable Instant openedAt,
        @Nullable Instant liveGapClosedAt) {

    static final ReconcileHistory NONE = new ReconcileHistory(null, null, null);
}
