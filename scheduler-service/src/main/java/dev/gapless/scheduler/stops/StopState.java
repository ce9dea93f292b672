package dev.gapless.scheduler.stops;

import java.time.Instant;
import java.util.List;

/** The state of a stop. */
public enum StopState {
    /** Not every replica obeys it yet, and all of them were heard lately. */
    REQUESTED,

    /** A replica that does not obey it yet was not heard for too long: it is unknown what it does. */
    UNHEARD,

    /** All replicas obey it: nothing of its scope begins. Something begun before has not ended. */
    ACKNOWLEDGED,

    /** All replicas obey it, and everything that had begun has ended. */
    QUIET,

    /** It holds no more. */
    ENDED;

    /** @param unheardSince a replica that was not heard since then is unheard */
    public static StopState of(StopRow stop, List<ReplicaReceipt> replicas, Instant unheardSince) {
        if (stop.ending() != null) {
            return ENDED;
        }
        List<ReplicaReceipt> others = replicas.stream()
                .filter(replica -> replica.generation() < stop.generation())
                .toList();
        if (others.stream().anyMatch(replica -> replica.heardAt().isBefore(unheardSince))) {
            return UNHEARD;
        }
        if (!others.isEmpty() || replicas.isEmpty()) {
            return REQUESTED;
        }
        return replicas.stream().allMatch(replica -> replica.inFlight() == 0) ? QUIET : ACKNOWLEDGED;
    }
}
