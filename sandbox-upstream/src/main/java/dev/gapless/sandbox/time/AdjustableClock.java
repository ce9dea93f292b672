package dev.gapless.sandbox.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** The platform's wall clock: the machine's, and how far it is wrong on purpose. Safe for many threads. */
public final class AdjustableClock extends Clock {

    private final Clock machine;
    private final List<Supplier<Duration>> errors;

    public AdjustableClock(Clock machine) {
        this(machine, new CopyOnWriteArrayList<>());
    }

    private AdjustableClock(Clock machine, List<Supplier<Duration>> errors) {
        this.machine = machine;
        this.errors = errors;
    }

    /**
     * Makes the clock wrong from now on; several errors add up.
     *
     * @param error asked at each reading; positive when the clock is ahead, may change with time
     */
    public void add(Supplier<Duration> error) {
        errors.add(error);
    }

    @Override
    public Instant instant() {
        Instant told = machine.instant();
        for (Supplier<Duration> error : errors) {
            told = told.plus(error.get());
        }
        return told;
    }

    @Override
    public ZoneId getZone() {
        return machine.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return new AdjustableClock(machine.withZone(zone), errors);
    }
}
