package dev.gapless.scheduler.stops;

import dev.gapless.common.message.ActiveStop;
import dev.gapless.common.message.StopLevel;
import dev.gapless.common.message.StopRelease;
import dev.gapless.common.message.StopScope;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A stop as it is stored.
 *
 * @param ending null while it holds
 * @param release what of it a gradual recovery has released
 */
record StopRow(
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
    record StopMark(Instant at, String by, @Nullable String reason) {}

    ActiveStop active() {
        return new ActiveStop(id, scope, level, release);
    }
}
