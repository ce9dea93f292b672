package dev.gapless.scheduler.gaps;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.message.MiningMode;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A gap as the API shows it.
 *
 * @param from first missing position
 * @param to first position after it
 * @param dueAt when it is tried next at the earliest
 * @param mode what kind of walk closes it
 * @param cause how it came about
 * @param deadline when the source forgets its oldest position; null where it keeps everything
 * @param reason what the last miner said of it, when it failed; why nobody can fill it, when UNFILLABLE
 * @param etaSeconds from now until it is probably filled, measured by gaps of the stream that were about as long; null
 *     when nothing is known, and of gaps that are filled, stuck or unfillable
 * @param lostLeases how often in a row a miner said nothing before its lease ran out
 * @param reopenings how often it was walked to its end, and coverage did not show it
 */
record GapView(
        String id,
        String source,
        String account,
        String stream,
        long from,
        long to,
        Set<Aspect> aspects,
        MiningMode mode,
        GapState state,
        GapCause cause,
        @Nullable Instant deadline,
        long epoch,
        int attempts,
        Instant dueAt,
        @Nullable String reason,
        Instant openedAt,
        @Nullable Instant closedAt,
        @Nullable Long etaSeconds,
        int lostLeases,
        int reopenings) {}
