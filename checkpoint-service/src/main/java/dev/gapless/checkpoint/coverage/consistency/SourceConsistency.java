package dev.gapless.checkpoint.coverage.consistency;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Of the events of a source that happened in {@code [from, to)}. An item counts once by each path, however often it was
 * seen. A share of nothing is null.
 *
 * @param gapFill of the gaps filled in the period; null when there were none, or the scheduler does not answer
 */
record SourceConsistency(
        String source,
        Instant from,
        Instant to,
        @JsonUnwrapped ItemCounts counts,
        @JsonUnwrapped Ratios ratios,
        @JsonUnwrapped LivePart live,
        @Nullable GapFillStatistics gapFill) {
    /**
     * How many items each path brought.
     *
     * @param items seen by any path
     * @param overlap seen by both
     * @param httpOnly seen by the backfill path only
     * @param websocketOnly seen by the live path only
     * @param conflicts seen by both, and a version by one path was accepted over one by the other
     */
    record ItemCounts(long items, long overlap, long httpOnly, long websocketOnly, long conflicts) {}

    /**
     * Shares of these counts.
     *
     * @param overlapRatio {@code overlap / items}
     * @param conflictRate {@code conflicts / overlap}
     * @param newDataRatio of the items that the backfill path brought, those that it brought first
     * @param dedupeHitRatio of what both paths brought, what the other had brought before: {@code overlap / (overlap +
     *     items)}
     */
    record Ratios(
            @Nullable Double overlapRatio,
            @Nullable Double conflictRate,
            @Nullable Double newDataRatio,
            @Nullable Double dedupeHitRatio) {}

    /**
     * What live windows cover.
     *
     * @param liveStreams how many streams have a live path and are ordered by time
     * @param uptime of the period, the part that their live windows cover, on average over them
     */
    record LivePart(long liveStreams, @Nullable Double uptime) {}

    long items() {
        return counts.items();
    }

    long overlap() {
        return counts.overlap();
    }

    long httpOnly() {
        return counts.httpOnly();
    }

    long websocketOnly() {
        return counts.websocketOnly();
    }

    long conflicts() {
        return counts.conflicts();
    }

    @Nullable
    Double overlapRatio() {
        return ratios.overlapRatio();
    }

    @Nullable
    Double conflictRate() {
        return ratios.conflictRate();
    }

    @Nullable
    Double newDataRatio() {
        return ratios.newDataRatio();
    }

    @Nullable
    Double dedupeHitRatio() {
        return ratios.dedupeHitRatio();
    }

    long liveStreams() {
        return live.liveStreams();
    }

    @Nullable
    Double uptime() {
        return live.uptime();
    }

    /** @param minedFirst seen by the backfill path, and not by the live one before */
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
                new SourceConsistency.ItemCounts(items, overlap, httpOnly, websocketOnly, conflicts),
                new SourceConsistency.Ratios(
                        share(overlap, items),
                        share(conflicts, overlap),
                        share(minedFirst, overlap + httpOnly),
                        share(overlap, overlap + items)),
                new SourceConsistency.LivePart(0, null),
                null);
    }

    SourceConsistency with(long streams, @Nullable Double up, @Nullable GapFillStatistics fill) {
        return new SourceConsistency(source, from, to, counts, ratios, new LivePart(streams, up), fill);
    }

    private static @Nullable Double share(long part, long whole) {
        return whole == 0 ? null : (Double) ((double) part / whole);
    }
}
