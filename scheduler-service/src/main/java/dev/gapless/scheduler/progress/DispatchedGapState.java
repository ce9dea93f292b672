package dev.gapless.scheduler.progress;

import dev.gapless.common.coverage.Range;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state of a gap at the dispatch of the slice that a miner now reports.
 *
 * @param range the whole gap
 * @param attempts slices that failed in a row before this one
 * @param probeFrom positions from here on were asked for; null when the whole gap was
 * @param goneSince since when the source says that it keeps nothing of the gap; null while it does not say so
 * @param goneAnswers how many answers in a row said so
 * @param givenUp true when the gap was given up before, and this was one more try
 * @param reconciles true when the whole gap is compared with the ledger. A part of it proves nothing of edits and
 *     deletions, which may concern items of any age
 */
public record DispatchedGapState(
        Range range,
        int attempts,
        @Nullable Long probeFrom,
        @Nullable Instant goneSince,
        int goneAnswers,
        boolean givenUp,
        boolean reconciles) {

    /** Of a gap that the source has not called gone. */
    public DispatchedGapState(Range range, int attempts) {
        this(range, attempts, null, null, 0, false, false);
    }

    /** What was asked for. */
    Range asked() {
        return probeFrom == null ? range : new Range(probeFrom, range.to());
    }
}
