package dev.gapless.common.message;

import org.jspecify.annotations.Nullable;

/**
 * A stop that holds.
 *
 * @param release what of it holds no more; in a record of an older scheduler null, which is nothing
 */
public record ActiveStop(
        String id,
        StopScope scope,
        StopLevel level,
        @Nullable StopRelease release) {

    public ActiveStop {
        release = release == null ? StopRelease.NONE : release;
    }

    /** One of which nothing is released. */
    public ActiveStop(String id, StopScope scope, StopLevel level) {
        this(id, scope, level, StopRelease.NONE);
    }

    /** What of it holds no more. */
    @Override
    public StopRelease release() {
        return release == null ? StopRelease.NONE : release;
    }
}
