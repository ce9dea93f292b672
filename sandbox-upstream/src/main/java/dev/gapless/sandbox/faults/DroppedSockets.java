package dev.gapless.sandbox.faults;

import java.util.List;

/**
 * Cuts sockets off, every second one right after an event was handed to it. When fewer are open than are to be cut, it
 * waits for others to open.
 */
final class DroppedSockets implements SandboxFault {

    private final int planned;
    private final long end;
    private int underWay;
    private int fired;

    DroppedSockets(FaultOrder order) {
        this.planned = order.count();
        this.end = System.nanoTime() + order.duration().toNanos();
    }

    @Override
    public synchronized void onSockets(List<? extends TargetSocket> sockets) {
        for (TargetSocket socket : sockets) {
            int struck = fired + underWay;
            if (struck >= planned || !active()) {
                return;
            }
            if (socket.healthy()) {
                underWay++;
                if (struck % 2 == 0) {
                    socket.cut(new Cut());
                } else {
                    socket.cutAfterNextEvent(new Cut());
                }
            }
        }
    }

    private final class Cut implements SocketFault {

        @Override
        public boolean wanted() {
            return active();
        }

        @Override
        public void landed() {
            synchronized (DroppedSockets.this) {
                underWay--;
                fired++;
            }
        }

        @Override
        public void missed() {
            synchronized (DroppedSockets.this) {
                underWay--;
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
        return fired < planned && System.nanoTime() - end < 0;
    }
}
