package dev.gapless.scheduler.stops;

import dev.gapless.common.message.ActiveStop;
import dev.gapless.common.message.StopLevel;
import dev.gapless.common.message.StopRelease;
import dev.gapless.common.message.StopScope;
import dev.gapless.common.platform.tenant.CallerSources;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A stop as it is stored.
 *
 * @param ending null while it holds
 * @param release what of it a gradual recovery has released
 * @param tenant within which it was asked for; null for the whole installation
 */
record StopRow(
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
    record StopMark(Instant at, String by, @Nullable String reason) {}

    /** Of a tenant's caller only what names one of its sources. */
    boolean isSeenBy(CallerSources caller) {
        return caller.include(scope.source());
    }

    /** Each tenant ends its own, and a caller of the whole installation all. */
    boolean isOf(CallerSources caller) {
        return !caller.limited() || Objects.equals(tenant, caller.tenant());
    }

    ActiveStop active() {
        return new ActiveStop(id, scope, level, release);
    }
}
