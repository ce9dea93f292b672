package dev.gapless.scheduler.stops;

import dev.gapless.common.message.ActiveStop;
import dev.gapless.common.message.StopLevel;
import dev.gapless.common.message.StopRelease;
import dev.gapless.common.message.StopScope;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A stop as it is stored.
 *
 * @param generation replicas that obey this one, or a later one, obey the stop
 * @param ending null while it holds
 * @param release what of it a gradual recovery has released
 */
public record StopRow(
        String id,
        StopScope scope,
        StopLevel level,
        String reason,
        long generation,
        StopMark begun,
        @Nullable StopMark ending,
        StopRelease release) {

    /**
     * Who did it and when.
     *
     * @param reason of the end; that of the beginning is the stop's own
     */
    public record StopMark(Instant at, String by, @Nullable String reason) {}

    /** The one that the same call began before. */
    public static Optional<StopRow> same(List<StopRow> active, StopScope scope, StopLevel level) {
        return active.stream()
                .filter(stop -> stop.scope().equals(scope) && stop.level() == level)
                .findFirst();
    }

    /**
     * The same with another part of it released. Where everything holds again, replicas must obey it anew.
     *
     * @param raised the generation of this change
     */
    public StopRow released(StopRelease part, long raised) {
        long since = part.equals(StopRelease.NONE) && !part.equals(release) ? raised : generation;
        return new StopRow(id, scope, level, reason, since, begun, ending, part);
    }

    /** The same, to be obeyed anew. */
    public StopRow raised(long later) {
        return new StopRow(id, scope, level, reason, later, begun, ending, release);
    }

    /** What replicas are told of it. */
    public ActiveStop active() {
        return new ActiveStop(id, scope, level, release);
    }
}
