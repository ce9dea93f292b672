package dev.gapless.sandbox.faults;

/** Sockets that stay open and say nothing any more; what was meant for them is gone. */
final class HalfOpenSockets implements Fault {

    private final int planned;
    private final long end;
    private int fired;

    HalfOpenSockets(FaultOrder order) {
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
                socket.silenceUntil(end);
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
        return fired < planned && System.nanoTime() - end < 0;
    }
}
