package dev.gapless.sandbox.faults;

/** The next listings that are asked to go on behind a cursor do not know it any more. */
final class GoneCursors implements Fault {

    private final int planned;
    private int fired;

    GoneCursors(FaultOrder order) {
        this.planned = order.count();
    }

    @Override
    public synchronized boolean onCursor() {
        if (!active()) {
            return false;
        }
        fired++;
        return true;
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
