package dev.gapless.scheduler.dispatch;

import dev.gapless.common.message.MiningMode;
import dev.gapless.common.message.MiningTask;
import dev.gapless.common.position.StreamId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row that was taken for one dispatch.
 *
 * @param stateBefore of a gap, the state that it was taken in; null for polls
 */
record DispatchedTask(
        String id,
        StreamId stream,
        MiningMode mode,
        long from,
        long to,
        @Nullable String resume,
        long epoch,
        long generation,
        @Nullable String stateBefore) {

    MiningTask toTask(Instant now) {
        return new MiningTask(id + "-" + epoch, id, stream, mode, from, to, resume, epoch, generation, now);
    }
}
