package dev.gapless.scheduler.gaps;

import dev.gapless.common.coverage.Aspect;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A gap as the API shows it.
 *
 * @param from first missing position
 * @param to first position after it
 * @param dueAt when it is tried next at the earliest
 * @param reason what the last miner said of it, when it failed
 */
record GapView(
        String id,
        String source,
        String account,
        String stream,
        long from,
        long to,
        Set<Aspect> aspects,
        GapState state,
        long epoch,
        int attempts,
        Instant dueAt,
        @Nullable String reason,
        Instant openedAt,
        @Nullable Instant closedAt) {}
