package dev.gapless.sandbox.faults;

import org.jspecify.annotations.Nullable;

/** Data requests that are taken and never answered; their connections stay open. */
final class UnansweredRequests extends BoundedFault {

    UnansweredRequests(FaultOrder order) {
        super(order);
    }

    @Override
    public @Nullable RequestFault onRequest() {
        return strike() ? new RequestFault.Unanswered() : null;
    }
}
