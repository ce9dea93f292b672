package dev.gapless.checkpoint.recovery;

import dev.gapless.checkpoint.checkpoints.CheckpointId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An unfinished checkpoint that has not moved for a while.
 *
 * @param share of the work that is done, from 0 to 1; null when nobody knows how much there is
 * @param holder who has its lease and does nothing; null when it is free
 * @param corrupt true when its state is not what was stored
 * @param schemaVersion of its state
 */
record StalledCheckpoint(
        CheckpointId id,
        Duration idle,
        @Nullable Double share,
        @Nullable String holder,
        boolean corrupt,
        int schemaVersion) {}
