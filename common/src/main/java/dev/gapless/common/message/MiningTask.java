package dev.gapless.common.message;

import dev.gapless.common.position.StreamId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One bounded slice of mining work.
 *
 * @param taskId unique per dispatch: the gap's id and the epoch
 * @param gapId the gap this fills; progress is reported under it
 * @param stream what to mine
 * @param mode what kind of work it is
 * @param from first position to fetch; 0 for modes without a window
 * @param to first position not to fetch; 0 for modes without a window
 * @param resume where an earlier slice stopped, in the miner's own words; null to begin at the start of the window
 * @param epoch fencing epoch of this dispatch; progress of a lower one is ignored
 * @param generation the stream's fork generation that the planner knew; travels with every item and range read
 * @param createdAt when it was dispatched
 */
public record MiningTask(
        String taskId,
        String gapId,
        StreamId stream,
        MiningMode mode,
        long from,
        long to,
        @Nullable String resume,
        long epoch,
        long generation,
        Instant createdAt) {

    public byte[] toBytes() {
        return MessageCodec.write(this);
    }

    /** @throws UnreadableMessageException when the bytes are not such a message */
    public static MiningTask fromBytes(byte[] bytes) {
        return MessageCodec.read(bytes, MiningTask.class);
    }
}
