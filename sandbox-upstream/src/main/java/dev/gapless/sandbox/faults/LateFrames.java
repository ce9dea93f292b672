package dev.gapless.sandbox.faults;

import dev.gapless.sandbox.world.ItemVersion;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The next events are each held back and sent later as they were, while everything else goes on, pongs among it.
 * Another is taken for one whose socket was gone by then.
 */
final class LateFrames implements SandboxFault {

    private final int planned;
    private final Duration hold;
    private int underWay;
    private int fired;
    private int held;

    LateFrames(FaultOrder order) {
        this.planned = order.count();
        this.hold = order.duration();
    }

    @Override
    public synchronized @Nullable EventFault onEvent(TargetSocket socket, ItemVersion version) {
        if (fired + underWay >= planned) {
            return null;
        }
        underWay++;
        held++;
        return new EventFault.Held(hold, new Release());
    }

    private final class Release implements SocketFault {

        @Override
        public boolean wanted() {
            return true;
        }

        @Override
        public void landed() {
            synchronized (LateFrames.this) {
                underWay--;
                fired++;
            }
        }

        @Override
        public void missed() {
            synchronized (LateFrames.this) {
                underWay--;
            }
        }
    }

    @Override
    public int planned() {
        return planned;
    }

    /** Events sent late. */
    @Override
    public synchronized int fired() {
        return fired;
    }

    /** Events held back. */
    @Override
    public synchronized int hits() {
        return held;
    }

    @Override
    public synchronized boolean active() {
        return fired < planned;
    }
}
