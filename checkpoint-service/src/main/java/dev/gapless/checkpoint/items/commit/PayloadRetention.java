package dev.gapless.checkpoint.items.commit;

import java.time.Duration;

/**
 * The parts of an item that are kept although decisions do not need them.
 *
 * @param compressThreshold payloads of so many bytes and more are kept in zstd; 0 for none
 * @param keepReplaced true to keep the payload of a version that was replaced
 * @param volatileEvery how old the volatile members of an item may be; newer ones alone are kept no more often
 */
public record PayloadRetention(int compressThreshold, boolean keepReplaced, Duration volatileEvery) {

    long volatileMicros() {
        return volatileEvery.toNanos() / 1_000;
    }
}
