package dev.gapless.sandbox.faults;

/**
 * A fault that may be bounded in number and time. With a duration alone it occurs always until its end. Otherwise it
 * occurs as often as the count says, and with both no longer than the duration.
 */
abstract class BoundedFault implements SandboxFault {

    private final FaultOrder order;
    private final int most;
    private final long end;
    private int fired;

    BoundedFault(FaultOrder order) {
        this.order = order;
        this.most = order.givenCount() == null && order.givenDuration() != null ? Integer.MAX_VALUE : order.count();
        this.end = System.nanoTime() + order.duration().toNanos();
    }

    /** True when it strikes once more, which is counted. */
    final synchronized boolean strike() {
        if (!active()) {
            return false;
        }
        fired++;
        return true;
    }

    @Override
    public final int planned() {
        return order.count();
    }

    @Override
    public final synchronized int fired() {
        return fired;
    }

    @Override
    public final synchronized boolean active() {
        return fired < most && (order.givenDuration() == null || System.nanoTime() - end < 0);
    }
}
