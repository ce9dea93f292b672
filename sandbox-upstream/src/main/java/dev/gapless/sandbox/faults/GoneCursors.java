package dev.gapless.sandbox.faults;

import org.jspecify.annotations.Nullable;

/** The next listings that are asked to go on behind a cursor do not know it any more. */
final class GoneCursors implements SandboxFault {

    private final int planned;
    private int fired;

    GoneCursors(FaultOrder order) {
        this.planned = order.count();
    }

    @Override
    public synchronized @Nullable ListingFault onListing(boolean cursor) {
        if (!cursor || !active()) {
            return null;
        }
        fired++;
        return new ListingFault.Gone("cursor_gone", "cursor: too old, begin again without one");
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
