package dev.gapless.sandbox.faults;

import dev.gapless.sandbox.world.ItemVersion;
import org.jspecify.annotations.Nullable;

/** Events that come under a type that was never announced, as after a release of the platform. */
final class RenamedEvents extends BoundedFault {

    RenamedEvents(FaultOrder order) {
        super(order);
    }

    @Override
    public @Nullable EventFault onEvent(TargetSocket socket, ItemVersion version) {
        return strike() ? new EventFault.Renamed() : null;
    }
}
