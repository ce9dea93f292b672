package dev.gapless.scheduler.stops;

import dev.gapless.common.message.ActiveStop;
import dev.gapless.common.message.StopLevel;
import dev.gapless.common.message.StopRelease;
import dev.gapless.common.message.StopScope;
import dev.gapless.common.platform.tenant.CallerSources;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A stop as it is stored.
 *
 * @param generation replicas that obey this one, or a later one, obey the stop
 * @param ending null while it holds
 * @param release what of it a gradual recovery has released
 * @param tenant within which it was asked for; null for the whole installation
 */
public record StopRow(
        String id,
        StopScope scope,
        StopLevel level,
        String reason,
        long generation,
        StopMark begun,
        @Nullable StopMark ending,
        StopRelease release,
        @Nullable String tenant) {

    /**
     * Who did it and when.
     *
     * @param reason of the end; that of the beginning is the stop's own
     */
    public record StopMark(Instant at, String by, @Nullable String reason) {}

    /** Of a tenant's caller only what names one of its sources. */
    boolean isSeenBy(CallerSources caller) {
        return caller.include(scope.source());
    }

    /** Each tenant ends its own, and a caller of the whole installation all. */
    boolean isOf(CallerSources caller) {
        return !caller.limited() || Objects.equals(tenant, caller.tenant());
    }

    /**
     * The one that the same call began before. One that another tenant asked for, or the installation, is another stop.
     *
     * @param tenant within which it is asked for; null for the whole installation
     */
    public static Optional<StopRow> same(
            List<StopRow> active, StopScope scope, StopLevel level, @Nullable String tenant) {
        return active.stream()
                .filter(stop ->
                        stop.scope().equals(scope) && stop.level() == level && Objects.equals(stop.tenant(), tenant))
                .findFirst();
    }

    /**
     * The same with another part of it released. Where everything holds again, replicas must obey it anew.
     *
     * @param raised the generation of this change
     */
    public StopRow released(StopRelease part, long raised) {
        long since = part.equals(StopRelease.NONE) && !part.equals(release) ? raised : generation;
        return new StopRow(id, scope, level, reason, since, begun, ending, part, tenant);
    }

    /** The same, to be obeyed anew. */
    public StopRow raised(long later) {
        return new StopRow(id, scope, level, reason, later, begun, ending, release, tenant);
    }

    /** What replicas are told of it. */
    public ActiveStop active() {
        return new ActiveStop(id, scope, level, release);
    }
}
