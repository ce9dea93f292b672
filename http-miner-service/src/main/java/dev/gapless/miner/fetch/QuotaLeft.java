package dev.gapless.miner.fetch;

import java.time.Duration;

/**
 * What an answer says is left of its credential's quota.
 *
 * @param calls that may follow until {@code time} is over; at least 1
 * @param time until the quota is whole again; positive
 */
public record QuotaLeft(long calls, Duration time) {

    /** From call to call, when what is left is spent evenly; at most as long as a pause that a source asks for. */
    public Duration interval() {
        Duration even = time.dividedBy(calls);
        Duration longest = AnnouncedLimit.BOUNDS.max();
        return even.compareTo(longest) > 0 ? longest : even;
    }
}
