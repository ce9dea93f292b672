package dev.gapless.simulation.actors;

import dev.gapless.miner.pacing.Admission;
import dev.gapless.miner.pacing.Pace;
import dev.gapless.miner.pacing.PaceKey;
import dev.gapless.miner.pacing.Pacing;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The budget that all miners share: it has a clock of its own, and only durations travel. */
final class SharedPace implements Pacing {

    private final Pacing shared;
    private final Clock theirs;
    private final Clock ours;

    SharedPace(Pacing shared, Clock theirs, Clock ours) {
        this.shared = shared;
        this.theirs = theirs;
        this.ours = ours;
    }

    @Override
    public Admission admit(PaceKey key, Pace pace, Duration patience) {
        return switch (shared.admit(key, pace, patience)) {
            case Admission.Go(Instant at) -> new Admission.Go(here(at));
            case Admission.Later(Instant retryAt) -> new Admission.Later(here(retryAt));
        };
    }

    @Override
    public void pause(PaceKey key, Instant until) {
        shared.pause(key, theirs.instant().plus(Duration.between(ours.instant(), until)));
    }

    @Override
    public @Nullable Instant pausedUntil(PaceKey key) {
        Instant until = shared.pausedUntil(key);
        return until == null ? null : here(until);
    }

    private Instant here(Instant instant) {
        return ours.instant().plus(Duration.between(theirs.instant(), instant));
    }
}
