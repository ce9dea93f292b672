package dev.gapless.checkpoint.items.cache;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/**
 * Measures of which streams hints pay, by what they cost and spare ({@code ./gapless bench hints}). While a stream has
 * no hints, mined copies beyond one of each live item would have been spared. While it has some, only what they
 * answered counts. Half of what was counted is forgotten each hour. A change begins the count anew, so a stream does
 * not go back and forth with each batch. Safe for many threads.
 */
final class StreamRereads {

    /** µs that a live item's hint costs, and the first mined copy of it. */
    private static final double LIVE_COSTS = 13;

    private static final double FIRST_COPY_COSTS = 17;

    /** µs that each later copy is spared. */
    private static final double COPY_SPARES = 11;

    /** Fewer copies say nothing. */
    private static final double FEW = 1_000;

    private static final double HALF_LIFE_NANOS = 3_600e9;

    /**
     * @param live new items of the live path
     * @param copies mined items that were known
     * @param first mined copies whose live item had a hint and that were the first
     * @param answered mined copies that a hint answered
     */
    private record Counts(boolean used, double live, double copies, double first, double answered, long at) {

        Counts plus(long now, long moreLive, long moreCopies, long moreFirst, long moreAnswered) {
            double left = Math.pow(0.5, Math.max(0, now - at) / HALF_LIFE_NANOS);
            return new Counts(
                            used,
                            live * left + moreLive,
                            copies * left + moreCopies,
                            first * left + moreFirst,
                            answered * left + moreAnswered,
                            now)
                    .judged();
        }

        private Counts judged() {
            if (copies < FEW || used == pays()) {
                return this;
            }
            return new Counts(!used, 0, 0, 0, 0, at);
        }

        private boolean pays() {
            return used
                    ? COPY_SPARES * answered >= LIVE_COSTS * live + FIRST_COPY_COSTS * first
                    : live > 0 && COPY_SPARES * (copies - live) > (LIVE_COSTS + FIRST_COPY_COSTS) * live;
        }
    }

    private final ConcurrentMap<String, Counts> streams = new ConcurrentHashMap<>();
    private final LongSupplier nanos;

    /** @param nanos goes on evenly, as {@link System#nanoTime()} does */
    StreamRereads(LongSupplier nanos) {
        this.nanos = nanos;
    }

    boolean pays(String stream) {
        Counts counts = streams.get(stream);
        return counts != null && counts.used();
    }

    void saw(String stream, long live, long copies, long first, long answered) {
        long now = nanos.getAsLong();
        streams.compute(
                stream,
                (same, before) -> (before == null ? new Counts(false, 0, 0, 0, 0, now) : before)
                        .plus(now, live, copies, first, answered));
    }
}
