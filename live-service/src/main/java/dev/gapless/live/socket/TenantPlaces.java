package dev.gapless.live.socket;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How many connections the clients of each tenant have here. A handshake takes a place before it is answered, so
 * handshakes at the same time exceed no limit. Safe for many threads.
 */
final class TenantPlaces {

    /** A place whose connection has not begun by then is free: its client went away within the handshake. */
    private static final long HANDSHAKE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final LongSupplier nanoTime;
    private final Map<String, Set<Place>> taken = new HashMap<>();

    /** @param nanoTime as {@link System#nanoTime()} tells it */
    TenantPlaces(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Of one connection. */
    final class Place {

        private final String tenant;
        private final long takenAt = nanoTime.getAsLong();
        private boolean begun;

        private Place(String tenant) {
            this.tenant = tenant;
        }

        /** The connection has begun. The place is taken until it is given back. */
        void begin() {
            synchronized (taken) {
                begun = true;
                add();
            }
        }

        /** To be called when the connection has ended, or does not begin. */
        void giveBack() {
            synchronized (taken) {
                taken.computeIfPresent(tenant, (name, places) -> {
                    places.remove(this);
                    return places.isEmpty() ? null : places;
                });
            }
        }

        private void add() {
            taken.computeIfAbsent(tenant, name -> new HashSet<>()).add(this);
        }

        private boolean isAbandoned() {
            return !begun && nanoTime.getAsLong() - takenAt > HANDSHAKE_NANOS;
        }
    }

    /** Empty when the tenant's clients have so many places already. */
    Optional<Place> take(String tenant, int most) {
        synchronized (taken) {
            Set<Place> places = taken.getOrDefault(tenant, new HashSet<>());
            if (places.size() >= most) {
                places.removeIf(Place::isAbandoned);
            }
            if (places.size() >= most) {
                return Optional.empty();
            }
            Place place = new Place(tenant);
            place.add();
            return Optional.of(place);
        }
    }
}
