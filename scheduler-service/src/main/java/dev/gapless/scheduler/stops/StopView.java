package dev.gapless.scheduler.stops;

import dev.gapless.common.message.DurablePlace;
import dev.gapless.common.message.StopLevel;
import dev.gapless.common.message.StopScope;
import dev.gapless.scheduler.stops.StopRow.StopMark;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stop for operators.
 *
 * @param unheard names of the replicas of which it is unknown whether they obey
 * @param ended null while it holds
 */
record StopView(
        String id,
        StopScope scope,
        StopLevel level,
        String reason,
        long generation,
        StopState state,
        StopMark begun,
        @Nullable StopMark ended,
        List<ReplicaView> replicas,
        List<String> unheard) {

    /**
     * A replica and this stop.
     *
     * @param acknowledgedAt when it was known to obey this stop or a later change; null before
     * @param inFlight work of stopped scopes, of whatever stop, that has not ended there
     * @param lastDurable its last record that cannot be lost any more; null before any was
     */
    record ReplicaView(
            String replica,
            long generation,
            @Nullable Instant acknowledgedAt,
            int inFlight,
            Instant heardAt,
            @Nullable DurablePlace lastDurable) {}

    static StopView of(StopRow stop, List<ReplicaReceipt> replicas, Instant unheardSince) {
        return new StopView(
                stop.id(),
                stop.scope(),
                stop.level(),
                stop.reason(),
                stop.generation(),
                StopState.of(stop, replicas, unheardSince),
                stop.begun(),
                stop.ending(),
                replicas.stream().map(replica -> view(replica, stop)).toList(),
                stop.ending() != null
                        ? List.of()
                        : replicas.stream()
                                .filter(replica -> replica.generation() < stop.generation()
                                        && replica.heardAt().isBefore(unheardSince))
                                .map(ReplicaReceipt::name)
                                .toList());
    }

    private static ReplicaView view(ReplicaReceipt replica, StopRow stop) {
        return new ReplicaView(
                replica.name(),
                replica.generation(),
                replica.generation() < stop.generation() ? null : replica.obeyedAt(),
                replica.inFlight(),
                replica.heardAt(),
                replica.lastDurable());
    }
}
