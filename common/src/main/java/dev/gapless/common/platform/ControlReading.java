package dev.gapless.common.platform;

import dev.gapless.common.message.ControlSnapshot;
import java.util.List;

/**
 * The records that one process has read of the topic {@code gapless.control}, and those that its gate obeys. For one
 * thread.
 *
 * <p>The highest generation counts, wherever it lies in the topic. Nothing is obeyed before the end was reached once:
 * an old record may call a stop ended that holds again.
 */
public final class ControlReading {

    private final UpstreamGate gate;
    private ControlSnapshot last = new ControlSnapshot(0, List.of());
    private boolean caughtUp;

    public ControlReading(UpstreamGate gate) {
        this.gate = gate;
    }

    /** The topic is read anew. */
    void fromBeginning() {
        caughtUp = false;
    }

    /** Takes the next record. */
    public void read(ControlSnapshot snapshot) {
        if (snapshot.generation() >= last.generation()) {
            last = snapshot;
        }
        if (caughtUp) {
            gate.obey(last);
        }
    }

    /**
     * The end was reached.
     *
     * @param askedNanos before the end was asked for
     */
    public void reachedEnd(long askedNanos) {
        caughtUp = true;
        gate.heard(last, askedNanos);
    }
}
