package dev.gapless.checkpoint.coverage.consistency;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Of the events of a source that happened in {@code [from, to)}. An item counts once by each door, however often it was
 * seen. A share of nothing is null.
 *
 * @param items seen by any door
 * @param overlap seen by both
 * @param httpOnly seen by the paged door only
 * @param websocketOnly seen by the live door only
 * @param conflicts seen by both, and a version by one door was accepted over one by the other
 * @param overlapRatio {@code overlap / items}
 * @param conflictRate {@code conflicts / overlap}
 * @param newDataRatio of the items that the paged door brought, those that it brought first
 * @param dedupeHitRatio of what both doors brought, what the other had brought before: {@code overlap / (overlap +
 *     items)}
 * @param liveStreams how many streams have a live door and are ordered by time
 * @param uptime of the period, the part that their live windows cover, on average over them
 * @param gapFill of the gaps filled in the period; null when there were none, or the scheduler does not answer
 */
record SourceConsistency(
        String source,
        Instant from,
        Instant to,
        long items,
        long overlap,
        long httpOnly,
        long websocketOnly,
        long conflicts,
        @Nullable Double overlapRatio,
        @Nullable Double conflictRate,
        @Nullable Double newDataRatio,
        @Nullable Double dedupeHitRatio,
        long liveStreams,
        @Nullable Double uptime,
        @Nullable GapFillStatistics gapFill) {

    /** @param minedFirst seen by the paged door, and not by the live one before */
    static SourceConsistency of(
            String source,
            Instant from,
            Instant to,
            long overlap,
            long httpOnly,
            long websocketOnly,
            long conflicts,
            long minedFirst) {
        long items = overlap + httpOnly + websocketOnly;
        return new SourceConsistency(
                source,
                from,
                to,
                items,
                overlap,
                httpOnly,
                websocketOnly,
                conflicts,
                share(overlap, items),
                share(conflicts, overlap),
                share(minedFirst, overlap + httpOnly),
                share(overlap, overlap + items),
                0,
                null,
                null);
    }

    SourceConsistency with(long streams, @Nullable Double up, @Nullable GapFillStatistics fill) {
        return new SourceConsistency(
                source,
                from,
                to,
                items,
                overlap,
                httpOnly,
                websocketOnly,
                conflicts,
                overlapRatio,
                conflictRate,
                newDataRatio,
                dedupeHitRatio,
                streams,
                up,
                fill);
    }

    private static @Nullable Double share(long part, long whole) {
        return whole == 0 ? null : (Double) ((double) part / whole);
    }
}
