package dev.gapless.sandbox.faults;

import dev.gapless.sandbox.world.Version;
import org.jspecify.annotations.Nullable;

/** Events that come under a type that was never announced, as after a release of the platform. */
final class RenamedEvents extends BoundedFault {

    RenamedEvents(FaultOrder order) {
        super(order);
    }

    @Override
    public @Nullable Detour onEvent(Victim socket, Version version) {
        return strike() ? new Detour.Renamed() : null;
    }
}
