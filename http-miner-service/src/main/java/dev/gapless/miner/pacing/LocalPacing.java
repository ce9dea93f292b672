package dev.gapless.miner.pacing;

import dev.gapless.miner.pacing.Admission.Go;
import dev.gapless.miner.pacing.Admission.Later;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The budget as this process sees it alone: the generic cell rate algorithm, whose whole state is the instant at which
 * the budget would be full again ("theoretical arrival time"), in µs since the epoch.
 */
public final class LocalPacing implements Pacing {

    private static final int CROWDED = 10_000;

    private record State(long fullAt, long pausedUntil) {}

    private static final State FRESH = new State(0, 0);

    private final ConcurrentMap<PaceKey, State> states = new ConcurrentHashMap<>();
    private final Clock clock;

    public LocalPacing(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Admission admit(PaceKey key, Pace pace, Duration patience) {
        long now = micros(clock.instant());
        long latest = now + patience.toNanos() / 1_000;
        long[] turn = new long[1];
        states.compute(key, (same, before) -> {
            State state = before == null ? FRESH : before;
            long fullAt = Math.max(now, state.fullAt) + pace.intervalMicros();
            turn[0] = Math.max(Math.max(now, state.pausedUntil), fullAt - pace.burst() * pace.intervalMicros());
            return turn[0] > latest ? state : new State(fullAt, state.pausedUntil);
        });
        forgetIdle(now);
        return turn[0] > latest ? new Later(instant(turn[0])) : new Go(instant(turn[0]));
    }

    @Override
    public void pause(PaceKey key, Instant until) {
        states.merge(
                key,
                new State(0, micros(until)),
                (before, added) -> new State(before.fullAt, Math.max(before.pausedUntil, added.pausedUntil)));
    }

    @Override
    public @Nullable Instant pausedUntil(PaceKey key) {
        State state = states.getOrDefault(key, FRESH);
        return state.pausedUntil > micros(clock.instant()) ? instant(state.pausedUntil) : null;
    }

    private void forgetIdle(long now) {
        if (states.size() > CROWDED) {
            states.values().removeIf(state -> state.fullAt < now && state.pausedUntil < now);
        }
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
