package dev.gapless.scheduler.recovery;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that became of a run.
 *
 * @param by who wanted it; the scheduler's own steps are by {@code scheduler}
 * @param what the state that it led to, or {@code skipped}
 * @param phase name of the phase then
 */
record RecoveryEvent(
        Instant at,
        String by,
        String what,
        String phase,
        @Nullable String detail) {}
