package dev.gapless.sandbox.faults;

import java.util.List;

/** Sockets that are closed with a goodbye whose reason has a NUL in it; waits for sockets as long as it takes. */
final class ClosedSockets implements SandboxFault {

    private static final String REASON = "going\0away";

    private final int planned;
    private int fired;

    ClosedSockets(FaultOrder order) {
        this.planned = order.count();
    }

    @Override
    public synchronized void onSockets(List<? extends TargetSocket> sockets) {
        for (TargetSocket socket : sockets) {
            if (active() && socket.healthy()) {
                socket.sayGoodbye(REASON);
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

    @Override
    public synchronized boolean active() {
        return fired < planned;
    }
}
