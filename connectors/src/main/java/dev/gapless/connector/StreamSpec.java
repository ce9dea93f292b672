package dev.gapless.connector;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.position.PositionDomain;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The description of one stream in a manifest.
 *
 * @param aspects what can happen to its items; a position is covered when all of these are
 * @param listed the aspects that its paged listing can show; what a page walk covers
 * @param live true when the live path carries it
 * @param deletions how many items a reconciliation may conclude to be deleted
 * @param proven true when the live path carries it, and proves it up to the present
 * @param timedVersions true when versions and positions are times by the source's clock
 */
public record StreamSpec(
        String name,
        Kind kind,
        PositionDomain domain,
        Set<Aspect> aspects,
        Set<Aspect> listed,
        boolean live,
        StreamTiming timing,
        DeletionLimits deletions,
        boolean proven,
        boolean timedVersions) {
    /**
     * The times that hold for a stream.
     *
     * @param settle the listing may be incomplete for positions younger than this. A number is as old as the first
     *     sight of a higher one
     * @param horizon TIME domain: how far back to read when the account does not say
     * @param poll how often to look when the live path is away; for snapshot streams, always
     * @param retention TIME domain: how long the source keeps what it lists; null when it keeps everything, zero when
     *     it lists nothing at all
     * @param reconcile how often what is held is compared with what is listed. Null where that proves nothing, because
     *     the listing already shows all aspects or because a single item cannot be read
     */
    public record StreamTiming(
            Duration settle,
            Duration horizon,
            Duration poll,
            @Nullable Duration retention,
            @Nullable Duration reconcile) {

        /** Of a stream that the source keeps whole, and that needs no reconciliation. */
        public StreamTiming(Duration settle, Duration horizon, Duration poll) {
            this(settle, horizon, poll, null, null);
        }
    }

    /** Of a stream whose live path, if it has one, proves it up to the present. */
    public StreamSpec(
            String name,
            Kind kind,
            PositionDomain domain,
            Set<Aspect> aspects,
            Set<Aspect> listed,
            boolean live,
            StreamTiming timing,
            DeletionLimits deletions) {
        this(name, kind, domain, aspects, listed, live, timing, deletions, live, false);
    }

    /** Of a stream whose manifest says nothing of deletions. */
    public StreamSpec(
            String name,
            Kind kind,
            PositionDomain domain,
            Set<Aspect> aspects,
            Set<Aspect> listed,
            boolean live,
            StreamTiming timing) {
        this(name, kind, domain, aspects, listed, live, timing, DeletionLimits.DEFAULT);
    }

    public Duration settle() {
        return timing.settle();
    }

    public Duration horizon() {
        return timing.horizon();
    }

    public Duration poll() {
        return timing.poll();
    }

    public @Nullable Duration retention() {
        return timing.retention();
    }

    public @Nullable Duration reconcile() {
        return timing.reconcile();
    }

    /** True when the live path alone brings its items: what it misses is nowhere. */
    public boolean unlisted() {
        return Duration.ZERO.equals(timing.retention());
    }

    /** The two kinds of stream. */
    public enum Kind {
        /** Items with positions, and coverage. */
        EVENT,

        /** A current state only, and freshness. */
        SNAPSHOT
    }

    public StreamSpec {
        aspects = Set.copyOf(aspects);
        listed = Set.copyOf(listed);
    }
}
