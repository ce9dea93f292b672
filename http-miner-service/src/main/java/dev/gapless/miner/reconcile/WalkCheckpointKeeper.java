package dev.gapless.miner.reconcile;

import dev.gapless.common.message.MiningTask;
import dev.gapless.common.message.WalkCheckpoint;
import dev.gapless.common.message.WalkCheckpointClaim;
import dev.gapless.common.message.WalkCheckpointMove;
import dev.gapless.miner.ledger.LedgerUnavailableException;
import dev.gapless.miner.ledger.WalkCheckpointClient;
import dev.gapless.miner.slice.SliceNotBegunException;
import dev.gapless.miner.slice.SliceResult;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoint of one reconciliation while one slice works on it. Each page is saved, so that another miner goes on
 * behind the last one after a kill. Used by one thread.
 */
public final class WalkCheckpointKeeper {

    /** What a task carries in the place of a resume point while the walk has a checkpoint. */
    public static final String RESUME = "checkpoint";

    private static final Logger LOG = LoggerFactory.getLogger(WalkCheckpointKeeper.class);

    private final MiningTask task;
    private final WalkCheckpointClient checkpoints;
    private WalkCheckpoint stored;

    private WalkCheckpointKeeper(MiningTask task, WalkCheckpointClient checkpoints, WalkCheckpoint stored) {
        this.task = task;
        this.checkpoints = checkpoints;
        this.stored = stored;
    }

    /** @throws SliceNotBegunException when a later dispatch has it, or it cannot be had or read now */
    public static WalkCheckpointKeeper claim(MiningTask task, WalkCheckpointClient checkpoints)
            throws SliceNotBegunException {
        try {
            Optional<WalkCheckpoint> stored =
                    checkpoints.claim(new WalkCheckpointClaim(task.stream(), task.gapId(), task.epoch()));
            WalkCheckpoint mine = stored.orElseThrow(() -> new SliceNotBegunException(superseded()));
            if (mine.schemaVersion() > WalkCheckpointState.SCHEMA) {
                throw new SliceNotBegunException(SliceResult.failed(
                        RESUME,
                        "the walk's checkpoint has schema %d (this release reads up to %d): upgrade the miner"
                                .formatted(mine.schemaVersion(), WalkCheckpointState.SCHEMA)));
            }
            return new WalkCheckpointKeeper(task, checkpoints, mine);
        } catch (LedgerUnavailableException e) {
            throw new SliceNotBegunException(
                    SliceResult.failed(task.resume(), "the walk's checkpoint cannot be asked for"));
        }
    }

    /** Where the walk goes on; from its start where nothing is stored of exactly this work. */
    public WalkCheckpointState begin() {
        boolean released = ReconcileState.RELEASED.equals(task.resume());
        WalkCheckpointState state = read();
        if (state == null || !state.fits(task) || (released && !state.walk().released())) {
            return WalkCheckpointState.of(task, ReconcileState.begin(released), List.of());
        }
        return state;
    }

    private @Nullable WalkCheckpointState read() {
        String text = stored.state();
        int schema = stored.schemaVersion();
        String resume = task.resume();
        if (text == null && resume != null && !resume.equals(RESUME) && !resume.equals(ReconcileState.RELEASED)) {
            // a task of the release before, which carried the state itself
            text = resume;
            schema = 1;
        }
        if (text == null) {
            return null;
        }
        WalkCheckpointState state = WalkCheckpointState.read(schema, text, task);
        if (state == null) {
            LOG.warn(
                    "walk-checkpoint-unreadable task={} schema={} effect=\"the walk begins anew\"",
                    task.taskId(),
                    schema);
        }
        return state;
    }

    /**
     * Saves how far the walk has come.
     *
     * @param state null to end the walk, or to have it begun anew
     * @return null when it is saved; else how the slice ends
     */
    @Nullable
    public SliceResult save(@Nullable WalkCheckpointState state) {
        try {
            OptionalLong version = checkpoints.move(new WalkCheckpointMove(
                    task.stream(),
                    task.gapId(),
                    task.epoch(),
                    stored.version(),
                    WalkCheckpointState.SCHEMA,
                    state == null ? null : state.write()));
            if (version.isEmpty()) {
                return superseded();
            }
            stored = new WalkCheckpoint(version.getAsLong(), WalkCheckpointState.SCHEMA, null);
            return null;
        } catch (LedgerUnavailableException e) {
            return SliceResult.failed(RESUME, "the walk's checkpoint cannot be saved");
        }
    }

    /** It is told under an epoch that is over, or its gap is dispatched again; either way the walk goes on there. */
    private static SliceResult superseded() {
        return SliceResult.failed(RESUME, "another dispatch has the walk's checkpoint");
    }
}
