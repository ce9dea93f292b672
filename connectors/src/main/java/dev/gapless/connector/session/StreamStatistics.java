package dev.gapless.connector.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the connections of a source have taught about its streams. Shared by all of them; safe for many threads. */
final class StreamStatistics {

    private static final Duration RECONNECT_INTERVAL = Duration.ofSeconds(5);

    private final long least;
    private final long most;
    private final Map<String, LatenessEstimator> lateness = new ConcurrentHashMap<>();
    private final Map<String, EventRateMonitor> paces = new ConcurrentHashMap<>();
    private final Map<String, ClaimedEnd> ends = new ConcurrentHashMap<>();
    private Instant nextReconnect = Instant.MIN;

    /**
     * @param least lateness that is granted unmeasured
     * @param most lateness that is granted at all
     */
    StreamStatistics(Duration least, Duration most) {
        this.least = least.toNanos() / 1_000;
        this.most = most.toNanos() / 1_000;
    }

    LatenessEstimator lateness(String account, String stream) {
        return lateness.computeIfAbsent(account + "/" + stream, key -> new LatenessEstimator(least, most));
    }

    EventRateMonitor pace(String account, String stream) {
        return paces.computeIfAbsent(account + "/" + stream, key -> new EventRateMonitor());
    }

    ClaimedEnd claimedEnd(String account, String stream) {
        return ends.computeIfAbsent(account + "/" + stream, key -> new ClaimedEnd());
    }

    /**
     * Whether a connection may begin anew because one of its streams is silent. When a market closes, all of a source's
     * streams fall silent together, and their connections must not all begin anew together. One in five seconds may.
     * The others stay as they are and ask again.
     */
    synchronized boolean mayReconnect(Instant now) {
        boolean later =
                now.isBefore(nextReconnect) && !now.plus(RECONNECT_INTERVAL).isBefore(nextReconnect);
        if (!later) {
            nextReconnect = now.plus(RECONNECT_INTERVAL);
        }
        return !later;
    }
}
