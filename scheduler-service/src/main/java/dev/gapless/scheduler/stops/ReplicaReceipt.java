package dev.gapless.scheduler.stops;

import dev.gapless.common.message.DurablePlace;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The last known state of one replica.
 *
 * @param generation the highest that it obeys
 * @param obeyedAt when it said so first
 * @param inFlight work of stopped scopes that has not ended there
 * @param heardAt when it spoke last
 * @param lastDurable its last record that cannot be lost any more; null before any was
 */
public record ReplicaReceipt(
        String service,
        String instance,
        String process,
        long generation,
        Instant obeyedAt,
        int inFlight,
        Instant heardAt,
        @Nullable DurablePlace lastDurable) {

    String name() {
        return "%s/%s/%s".formatted(service, instance, process);
    }
}
