package dev.gapless.simulation.mutants;

import dev.gapless.common.message.StopRelease;
import dev.gapless.common.platform.UpstreamGate;
import dev.gapless.common.platform.UpstreamGate.GuardedWork;
import dev.gapless.scheduler.stops.StopRow;
import dev.gapless.simulation.core.ComponentFactory;
import java.util.function.LongSupplier;

/** Bugs of stops, and of who obeys them. */
final class StopBugs {

    private StopBugs() {}

    static ComponentFactory beginsUnheard() {
        return new ComponentFactory() {
            @Override
            public UpstreamGate gate(GuardedWork work, LongSupplier nanos) {
                return UpstreamGate.alwaysOpen(work);
            }
        };
    }

    static ComponentFactory believesOldReceipts() {
        return new ComponentFactory() {
            @Override
            public StopRow released(StopRow stop, StopRelease part, long generation) {
                return stop.released(part, stop.generation());
            }
        };
    }

    static ComponentFactory ignoresLaterGenerations() {
        return new ComponentFactory() {
            @Override
            public boolean noticesLaterGenerations() {
                return false;
            }
        };
    }
}
