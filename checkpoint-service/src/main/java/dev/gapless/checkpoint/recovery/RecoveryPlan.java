package dev.gapless.checkpoint.recovery;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A recovery as it stands. All instants are by the database's clock. */
record RecoveryPlan(
        UUID id,
        PlanState state,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        List<RecoveryStep> steps) {

    RecoveryPlan {
        steps = List.copyOf(steps);
    }
}
