package dev.gapless.sandbox.faults;

import org.jspecify.annotations.Nullable;

/** The next requests fail, and the text that says so has a NUL in it. */
final class NulErrors extends BoundedFault {

    private static final int STATUS = 500;

    NulErrors(FaultOrder order) {
        super(order);
    }

    @Override
    public @Nullable RequestFault onRequest() {
        return strike() ? new RequestFault.Broken(STATUS, false, "something\0broke") : null;
    }
}
