package dev.gapless.sandbox.faults;

/** Cuts sockets off, every second one right after an event was handed to it. */
final class DroppedSockets implements Fault, Fault.Outcome {

    private final int planned;
    private final long end;
    private int aimed;
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
                if (aimed % 2 == 0) {
                    socket.cut(this);
                } else {
                    socket.cutAfterNextEvent(this);
                }
                aimed++;
            }
        }
    }

    @Override
    public synchronized void struck() {
        fired++;
    }

    @Override
    public synchronized void missed() {
        aimed--;
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
        return aimed < planned && System.nanoTime() - end < 0;
    }
}
