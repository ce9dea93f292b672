package dev.gapless.sandbox.faults;

import dev.gapless.sandbox.world.ItemVersion;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * For a while no event of some streams reaches any socket, those that open meanwhile included. Everything else goes on,
 * pongs with the right time among it: it is what a platform looks like whose fan-out has lost a subscription.
 */
final class BlindStreams implements SandboxFault {

    private final Set<String> streams;
    private final long end;
    private final Set<String> blinded = new HashSet<>();
    private int swallowed;

    BlindStreams(FaultOrder order) {
        this.streams = order.streams();
        this.end = System.nanoTime() + order.duration().toNanos();
    }

    @Override
    public synchronized void onSockets(List<? extends TargetSocket> sockets) {
        for (TargetSocket socket : sockets) {
            if (!Collections.disjoint(socket.streams(), streams)) {
                blinded.add(socket.id());
            }
        }
    }

    @Override
    public synchronized @Nullable EventFault onEvent(TargetSocket socket, ItemVersion version) {
        if (!active()) {
            return null;
        }
        blinded.add(socket.id());
        swallowed++;
        return new EventFault.Lost();
    }

    @Override
    public int planned() {
        return 1;
    }

    /** Sockets that were subscribed to one of the streams meanwhile. */
    @Override
    public synchronized int fired() {
        return blinded.size();
    }

    @Override
    public synchronized int hits() {
        return swallowed;
    }

    @Override
    public boolean active() {
        return System.nanoTime() - end < 0;
    }
}
