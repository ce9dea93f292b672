package dev.gapless.scheduler.stops;

import java.time.Instant;

/**
 * What is known of one replica.
 *
 * @param generation the highest that it obeys
 * @param obeyedAt when it said so first
 * @param inFlight work of stopped scopes that has not ended there
 * @param heardAt when it spoke last
 */
record ReplicaReceipt(
        String service,
        String instance,
        String process,
        long generation,
        Instant obeyedAt,
        int inFlight,
        Instant heardAt) {

    String name() {
        return "%s/%s/%s".formatted(service, instance, process);
    }
}
