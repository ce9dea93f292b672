package dev.gapless.processor.intake;

import java.time.Duration;
import java.time.Instant;

/**
 * How much history may be processed now. All of it while nothing live waits. Otherwise a small share at intervals, so
 * that a stream that is always busy does not stop the history.
 */
final class BackfillQuota {

    private final int batch;
    private final int share;
    private final Duration every;
    private Instant lastShare = Instant.EPOCH;

    BackfillQuota(int batch, int share, Duration every) {
        this.batch = batch;
        this.share = share;
        this.every = every;
    }

    /** @param liveWaits true when live records are known to be in Kafka still */
    int allowance(boolean liveWaits, Instant now) {
        if (!liveWaits) {
            return batch;
        }
        // by the distance: a clock that was set back must not starve history
        return Duration.between(lastShare, now).abs().compareTo(every) < 0 ? 0 : share;
    }

    /** Some history was processed. */
    void taken(Instant now) {
        lastShare = now;
    }
}
