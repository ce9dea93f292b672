package dev.gapless.connector.session;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the connections of a source have taught about its streams. Shared by all of them; safe for many threads. Of the
 * streams that were connected last it is remembered. One that is forgotten begins as after a start. A connection that
 * is there keeps what it was given.
 */
final class StreamStatistics {

    /** At most 1 KB each, of which 700 bytes are the histogram of a stream that had late events. */
    private static final int MAX_STREAMS = 100_000;

    private static final Duration RECONNECT_INTERVAL = Duration.ofSeconds(5);

    private final long least;
    private final long most;
    private final Map<String, Learned> streams;
    private Instant nextReconnect = Instant.MIN;

    /** What is known of one stream of one account. */
    record Learned(LatenessEstimator lateness, EventRateMonitor pace, ClaimedEnd claimedEnd) {}

    /**
     * @param least lateness that is granted unmeasured
     * @param most lateness that is granted at all
     */
    StreamStatistics(Duration least, Duration most) {
        this(least, most, MAX_STREAMS);
    }

    /** @param maxStreams as many are remembered */
    StreamStatistics(Duration least, Duration most, int maxStreams) {
        this.least = least.toNanos() / 1_000;
        this.most = most.toNanos() / 1_000;
        this.streams = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Learned> eldest) {
                return size() > maxStreams;
            }
        };
    }

    /** What is known of a stream to which a connection begins. */
    synchronized Learned of(String account, String stream) {
        return streams.computeIfAbsent(
                account + "/" + stream,
                key -> new Learned(new LatenessEstimator(least, most), new EventRateMonitor(), new ClaimedEnd()));
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
