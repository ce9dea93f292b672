package dev.gapless.scheduler.dispatch;

import dev.gapless.common.message.MiningMode;
import dev.gapless.common.message.MiningTask;
import dev.gapless.common.position.StreamId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row that was taken for one dispatch. */
record Taken(
        String id,
        StreamId stream,
        MiningMode mode,
        long from,
        long to,
        @Nullable String resume,
        long epoch,
        long generation) {

    MiningTask toTask(Instant now) {
        return new MiningTask(id + "-" + epoch, id, stream, mode, from, to, resume, epoch, generation, now);
    }
}
