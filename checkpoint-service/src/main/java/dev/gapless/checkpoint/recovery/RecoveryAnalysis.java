package dev.gapless.checkpoint.recovery;

import java.util.List;

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
     * @param retrying gaps that were tried often, and are tried again by themselves
     * @param attempts of the gap that was tried most often
     * @param reasons what miners said last, each once
     */
    record StreamFinding(String stream, long stuck, long retrying, int attempts, List<String> reasons) {}
}
