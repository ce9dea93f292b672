package dev.gapless.simulation.time;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;

/** A wall clock over virtual time. */
final class VirtualClock extends Clock {

    private final LongSupplier micros;

    /** @param micros since {@link SimulatedNode#EPOCH} */
    VirtualClock(LongSupplier micros) {
        this.micros = micros;
    }

    @Override
    public Instant instant() {
        return SimulatedNode.EPOCH.plus(micros.getAsLong(), ChronoUnit.MICROS);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
