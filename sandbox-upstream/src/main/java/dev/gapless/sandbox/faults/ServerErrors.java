package dev.gapless.sandbox.faults;

import org.jspecify.annotations.Nullable;

/** The next requests fail: 500, 502, and 503 with a page for people. */
final class ServerErrors implements SandboxFault {

    private static final int[] STATUS = {500, 502, 503};

    private final int planned;
    private int fired;

    ServerErrors(FaultOrder order) {
        this.planned = order.count();
    }

    @Override
    public synchronized @Nullable RequestFault onRequest() {
        if (!active()) {
            return null;
        }
        int status = STATUS[fired++ % STATUS.length];
        return new RequestFault.Broken(status, status == 503, "something broke");
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
