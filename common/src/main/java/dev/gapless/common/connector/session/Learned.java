package dev.gapless.common.connector.session;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the connections of a source have taught about its streams. Shared by all of them; safe for many threads. */
final class Learned {

    private final long least;
    private final long most;
    private final Map<String, Lateness> lateness = new ConcurrentHashMap<>();
    private final Map<String, Pace> paces = new ConcurrentHashMap<>();

    /**
     * @param least lateness that is granted unmeasured
     * @param most lateness that is granted at all
     */
    Learned(Duration least, Duration most) {
        this.least = least.toNanos() / 1_000;
        this.most = most.toNanos() / 1_000;
    }

    Lateness lateness(String account, String stream) {
        return lateness.computeIfAbsent(account + "/" + stream, key -> new Lateness(least, most));
    }

    Pace pace(String account, String stream) {
        return paces.computeIfAbsent(account + "/" + stream, key -> new Pace());
    }
}
