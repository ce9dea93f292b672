package dev.gapless.scheduler.status;

import dev.gapless.common.platform.tenant.CallerSources;
import org.jspecify.annotations.Nullable;

/**
 * What a status is asked of.
 *
 * @param source null for all that exist for the caller
 * @param account null for all of the source
 */
record StatusScope(@Nullable String source, @Nullable String account, CallerSources caller) {

    /** For a statement: null for all sources. */
    String @Nullable [] own() {
        return caller.filter();
    }
}
