package dev.gapless.checkpoint.checkpoints;

import dev.gapless.checkpoint.checkpoints.Checkpoints.Begun;
import dev.gapless.checkpoint.leases.Acquisition.Acquired;
import dev.gapless.checkpoint.leases.Lease;
import dev.gapless.common.coverage.Range;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A checkpoint in the hands of work inside this process. It is saved when the work says so, never in passing, and given
 * back by {@link #close()}; of a process that dies, the lease runs out. Used by one thread.
 */
public final class CheckpointSession implements AutoCloseable {

    private final Checkpoints checkpoints;
    private final CheckpointId id;
    private final Lease lease;
    private final Checkpointable work;
    private Checkpoint known;

    private CheckpointSession(Checkpoints checkpoints, Lease lease, Checkpoint known, Checkpointable work) {
        this.checkpoints = checkpoints;
        this.id = known.id();
        this.lease = lease;
        this.known = known;
        this.work = work;
    }

    /** With the work restored to what is stored; empty when it is another's, or cannot be read. */
    public static Optional<CheckpointSession> open(
            Checkpoints checkpoints, CheckpointId id, String owner, Duration duration, Checkpointable work) {
        Begun begun = checkpoints.begin(id, owner, duration, null);
        if (begun.acquisition() instanceof Acquired(Lease lease)
                && begun.reading() instanceof Reading.Read(Checkpoint now)) {
            work.restore(now.state().deepCopy());
            return Optional.of(new CheckpointSession(checkpoints, lease, now, work));
        }
        return Optional.empty();
    }

    public Checkpoint known() {
        return known;
    }

    /** False when the lease ran out: nothing was written then, and the work must stop. */
    public boolean renew(Duration duration) {
        return checkpoints.renew(id, lease.token(), duration);
    }

    /**
     * At the end of a page or a batch; an item alone has the ledger.
     *
     * @param processed positions that are done now
     * @param items how many items were done since the last save
     * @return false when the checkpoint is another's by now: nothing was written then, and the work must stop
     */
    public boolean save(List<Range> processed, long items) {
        Move move = new Move(
                lease.token(),
                known.version(),
                known.schemaVersion(),
                StateSchema.CURRENT,
                work.create(),
                processed,
                items,
                null,
                work.isProcessingComplete());
        if (checkpoints.move(id, move) instanceof Moved.To(Checkpoint now)) {
            known = now;
            return true;
        }
        return false;
    }

    @Override
    public void close() {
        checkpoints.release(id, lease.token());
    }
}
