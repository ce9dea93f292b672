package dev.gapless.checkpoint.longrunning.recovery;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What does not go on by itself, or goes on badly.
 *
 * @param streams with gaps that do not get filled; those with the most stuck gaps first
 * @param stuckGaps that a recovery would release
 * @param orphanedOperations that are due and that no replica holds
 * @param gapsKnown false while the scheduler does not answer: there may be more
 */
record RecoveryAnalysis(List<StreamFinding> streams, long stuckGaps, long orphanedOperations, boolean gapsKnown) {

    /**
     * One stream.
     *
     * @param stuck gaps that only a person has tried again
     * @param retrying gaps that were tried often, lost their lease or were reopened often, and are tried again by
     *     themselves
     * @param attempts of the gap that was tried most often
     * @param lostLeases of the gap whose miners fell silent most often in a row
     * @param reopenings of the gap that was walked most often to no effect
     * @param standingSince when a mined range was last reported, where that is too long ago for an open gap. Where none
     *     was reported, when that gap was opened. Null where the stream makes progress
     * @param reasons what miners said last, each once
     */
    record StreamFinding(
            String stream,
            long stuck,
            long retrying,
            int attempts,
            int lostLeases,
            int reopenings,
            @Nullable Instant standingSince,
            List<String> reasons) {}
}
