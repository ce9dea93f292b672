package dev.gapless.miner.fetch;

import dev.gapless.common.retry.DelayBounds;
import dev.gapless.common.retry.RetryAfterHeader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the headers of an answer say of limits. That is {@code Retry-After} or, in its absence, what is left of the
 * quota and when it is full again. At least a second, so that an upstream's zero does not lead to calls without a
 * pause. At most an hour, so that its mistake does not stop an account for a year.
 */
final class AnnouncedLimit {

    static final DelayBounds BOUNDS = new DelayBounds(Duration.ofSeconds(1), Duration.ofHours(1));

    private static final List<String> QUOTAS = List.of("RateLimit", "X-RateLimit", "X-Rate-Limit");

    private AnnouncedLimit() {}

    /**
     * @param header gives the value of a header, null when it is absent
     * @param sent when the answer was sent by the source's own clock, by which it names instants
     * @param now by ours
     * @return until when the source wants no calls, by our clock; null when it says no such thing
     */
    static @Nullable Instant pauseUntil(Function<String, @Nullable String> header, Instant sent, Instant now) {
        Duration pause = RetryAfterHeader.pause(header.apply("Retry-After"), sent);
        for (String quota : QUOTAS) {
            if (pause == null) {
                pause = RateHeaders.pause(header.apply(quota + "-Remaining"), header.apply(quota + "-Reset"), sent);
            }
        }
        return pause == null ? null : now.plus(BOUNDS.within(pause));
    }

    /** @return what is left of the quota; null when nothing is, or when the answer does not say */
    static @Nullable QuotaLeft left(Function<String, @Nullable String> header, Instant sent) {
        for (String quota : QUOTAS) {
            QuotaLeft left = RateHeaders.left(header.apply(quota + "-Remaining"), header.apply(quota + "-Reset"), sent);
            if (left != null) {
                return left;
            }
        }
        return null;
    }
}
