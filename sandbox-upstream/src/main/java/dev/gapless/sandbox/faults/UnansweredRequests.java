package dev.gapless.sandbox.faults;

import org.jspecify.annotations.Nullable;

/** Data requests that are taken and never answered; their connections stay open. */
final class UnansweredRequests extends BoundedFault {

    UnansweredRequests(FaultOrder order) {
        super(order);
    }

    @Override
    public @Nullable Disturbance onRequest() {
        return strike() ? new Disturbance.Unanswered() : null;
    }
}
