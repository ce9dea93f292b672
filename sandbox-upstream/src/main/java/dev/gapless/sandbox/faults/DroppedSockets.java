package dev.gapless.sandbox.faults;

/** Cuts sockets off, every second one right after an event was handed to it. */
final class DroppedSockets implements Fault {

    private final int planned;
    private final long end;
    private int struck;
    private int fired;

    DroppedSockets(FaultOrder order) {
        this.planned = order.count();
        this.end = System.nanoTime() + order.duration().toNanos();
    }

    @Override
    public synchronized void onSockets(Iterable<? extends Victim> sockets) {
        for (Victim socket : sockets) {
            if (!active()) {
                return;
            }
            if (socket.healthy()) {
                if (struck % 2 == 0) {
                    socket.cut(this::done);
                } else {
                    socket.cutAfterNextEvent(this::done);
                }
                struck++;
            }
        }
    }

    private synchronized void done() {
        fired++;
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
        return struck < planned && System.nanoTime() - end < 0;
    }
}
