package dev.gapless.scheduler.recovery;

import dev.gapless.common.message.MiningProgress;
import java.time.Instant;

/** Counts how slices end while a recovery runs, and costs nothing otherwise. Safe for many threads. */
public final class SliceOutcomeCounter {

    private final RecoveryRunLedger runs;
    private volatile boolean counting;

    SliceOutcomeCounter(RecoveryRunLedger runs) {
        this.runs = runs;
    }

    void count(boolean wanted) {
        counting = wanted;
    }

    /** A slice that was itself stopped says nothing about the source. */
    public void note(MiningProgress slice, Instant now) {
        if (counting && !MiningProgress.STOPPED.equals(slice.reason())) {
            runs.count(now, slice.outcome().name());
        }
    }
}
