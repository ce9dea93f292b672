package dev.gapless.sandbox.faults;

import java.time.Duration;
import java.util.List;

/**
 * Sockets that stay open and say nothing any more; what was meant for them is gone. Each is silent for the whole
 * duration; when fewer are open than are wanted, it waits as long for others to open.
 */
final class HalfOpenSockets implements SandboxFault {

    private final int planned;
    private final Duration duration;
    private final long patience;
    private long end;
    private int fired;

    HalfOpenSockets(FaultOrder order) {
        this.planned = order.count();
        this.duration = order.duration();
        this.patience = System.nanoTime() + duration.toNanos();
        this.end = patience;
    }

    @Override
    public synchronized void onSockets(List<? extends TargetSocket> sockets) {
        for (TargetSocket socket : sockets) {
            if (fired >= planned || System.nanoTime() - patience >= 0) {
                return;
            }
            if (socket.healthy()) {
                socket.silence(duration);
                end = System.nanoTime() + duration.toNanos();
                fired++;
            }
        }
    }

    @Override
    public int planned() {
        return planned;
    }

    @Override
    public synchronized int fired() {
        return fired;
    }

    /** True as long as a socket may still be silent. */
    @Override
    public synchronized boolean active() {
        return System.nanoTime() - end < 0;
    }
}
