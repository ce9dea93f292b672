package dev.gapless.capture.session;

import dev.gapless.capture.delivery.CapturePublisher;
import dev.gapless.capture.delivery.InFlightLimiter;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;

/** Makes sessions, each with a monotonic clock. */
public final class CaptureSessionFactory {

    private final CapturePublisher outbox;
    private final InFlightLimiter inFlight;
    private final StreamStateClient states;
    private final Duration reportEvery;
    private final Supplier<String> names;
    private final Supplier<Clock> clocks;

    public CaptureSessionFactory(
            CapturePublisher outbox,
            InFlightLimiter inFlight,
            StreamStateClient states,
            Duration reportEvery,
            Supplier<Clock> clocks) {
        this(outbox, inFlight, states, reportEvery, () -> UUID.randomUUID().toString(), clocks);
    }

    /** @param names gives each connection a name that no other ever has */
    public CaptureSessionFactory(
            CapturePublisher outbox,
            InFlightLimiter inFlight,
            StreamStateClient states,
            Duration reportEvery,
            Supplier<String> names,
            Supplier<Clock> clocks) {
        this.outbox = outbox;
        this.inFlight = inFlight;
        this.states = states;
        this.reportEvery = reportEvery;
        this.names = names;
        this.clocks = clocks;
    }

    /** One that has not begun. */
    public CaptureSession about(CaptureTarget target) {
        return new CaptureSession(target, outbox, inFlight.begin(), states, names.get(), reportEvery, clocks.get());
    }
}
