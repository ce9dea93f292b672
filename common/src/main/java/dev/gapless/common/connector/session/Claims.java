package dev.gapless.common.connector.session;

import dev.gapless.common.connector.LiveEffect;
import java.util.List;

/** The session's claims, which only grow. */
final class Claims {

    private final long lateness;
    private long last = Long.MIN_VALUE;

    /** @param lateness in µs */
    Claims(long lateness) {
        this.lateness = lateness;
    }

    /** @return the position from which on the windows hold */
    long open(long sourceTime) {
        last = sourceTime + lateness;
        return last;
    }

    /**
     * @param proven everything the source did before this time was received, but for the lateness
     * @return the claim, unless it says nothing new
     */
    List<LiveEffect> upTo(long proven) {
        long to = proven - lateness;
        if (last == Long.MIN_VALUE || to <= last) {
            return List.of();
        }
        last = to;
        return List.of(new LiveEffect.Claim(null, to, List.of()));
    }
}
