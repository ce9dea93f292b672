package dev.gapless.scheduler.gaps;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.message.MiningMode;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A gap as the API shows it. */
record GapView(
        String id,
        @JsonUnwrapped GapExtent extent,
        @JsonUnwrapped GapStatus status,
        @JsonUnwrapped GapTries tries,
        Instant openedAt,
        @Nullable Instant closedAt) {
    /**
     * What is missing.
     *
     * @param from first missing position
     * @param to first position after it
     * @param mode what kind of walk closes it
     */
    record GapExtent(
            String source, String account, String stream, long from, long to, Set<Aspect> aspects, MiningMode mode) {}

    /**
     * How it stands.
     *
     * @param cause how it came about
     * @param deadline when the source forgets its oldest position; null where it keeps everything
     * @param reason what the last miner said of it, when it failed; why it cannot be filled, when UNFILLABLE
     * @param etaSeconds from now until it is probably filled, measured by gaps of the stream that were about as long.
     *     Null when nothing is known, of gaps that take longer, and of those that are filled, stuck or unfillable
     */
    record GapStatus(
            GapState state,
            GapCause cause,
            @Nullable Instant deadline,
            @Nullable String reason,
            @Nullable Long etaSeconds) {}

    /**
     * What mining has tried of it.
     *
     * @param dueAt when it is tried next at the earliest
     * @param lostLeases how often in a row a miner said nothing before its lease ran out
     * @param reopenings how often it was walked to its end, and coverage did not show it
     */
    record GapTries(long epoch, int attempts, Instant dueAt, int lostLeases, int reopenings) {}
}
