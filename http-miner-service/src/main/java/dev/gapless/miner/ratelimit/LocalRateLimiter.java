package dev.gapless.miner.ratelimit;

import dev.gapless.miner.ratelimit.CallPermit.Denied;
import dev.gapless.miner.ratelimit.CallPermit.Granted;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The budget as this process alone sees it, by the generic cell rate algorithm. Its whole state is the moment at which
 * the budget would be full again ("theoretical arrival time"). Moments are µs of a monotonic clock, so that a step of
 * the wall clock neither holds a caller nor lets one go. Only what is asked and answered is an instant.
 */
public final class LocalRateLimiter implements RateLimiter {

    private static final int CROWDED = 10_000;

    /**
     * @param interval from call to call until {@code stretchedUntil}, where it is longer than the manifest's
     * @param learned null while nothing was learned
     */
    private record State(
            long fullAt,
            long pausedUntil,
            long interval,
            long stretchedUntil,
            @Nullable LearnedRate learned) {

        State fullAt(long moment) {
            return new State(moment, pausedUntil, interval, stretchedUntil, learned);
        }

        State pausedUntil(long moment) {
            return new State(fullAt, Math.max(pausedUntil, moment), interval, stretchedUntil, learned);
        }

        State stretched(long micros, long until) {
            return new State(fullAt, pausedUntil, micros, until, learned);
        }

        State learned(LearnedRate rate) {
            return new State(fullAt, pausedUntil, interval, stretchedUntil, rate);
        }

        /** What a call comes to that is asked for now. */
        Turn turn(RateLimit pace, long now) {
            long start = Math.max(now, fullAt);
            long paced = learnedInterval(pace, now);
            // a rested budget gives a call at once, however slow it has become
            long burst = Math.max(paced, pace.burst() * pace.intervalMicros());
            // an interval that no longer holds must hold no caller, whose turn is a burst before its place
            long stretched = stretchedUntil > now ? Math.min(start + interval, stretchedUntil + burst) : start;
            long full = Math.max(start + paced, stretched);
            return new Turn(Math.max(Math.max(now, pausedUntil), full - burst), full);
        }

        private long learnedInterval(RateLimit pace, long now) {
            return learned == null ? pace.intervalMicros() : learned.intervalMicros(pace, now);
        }

        boolean idle(long now) {
            return fullAt < now
                    && pausedUntil < now
                    && stretchedUntil < now
                    && (learned == null || learned.forgotten(now));
        }
    }

    /**
     * When a call may be made, and when the budget is full again after it.
     *
     * @param fullAt the later, the less is left
     */
    private record Turn(long at, long fullAt) implements Comparable<Turn> {

        @Override
        public int compareTo(Turn other) {
            return at == other.at ? Long.compare(fullAt, other.fullAt) : Long.compare(at, other.at);
        }
    }

    private static final State FRESH = new State(0, 0, 0, 0, null);

    private final ConcurrentMap<RateLimitKey, State> states = new ConcurrentHashMap<>();
    private final Clock clock;
    private final LongSupplier nanos;
    private final long begun;

    public LocalRateLimiter(Clock clock) {
        this(clock, System::nanoTime);
    }

    /** @param nanos goes on evenly, whatever happens to {@code clock} */
    public LocalRateLimiter(Clock clock, LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
        this.begun = nanos.getAsLong();
    }

    @Override
    public CallPermit admit(List<RateLimitKey> credentials, RateLimit pace, Duration patience) {
        long now = now();
        List<RateLimitKey> byTurn = credentials.size() == 1
                ? credentials
                : credentials.stream()
                        .sorted(Comparator.comparing(
                                key -> states.getOrDefault(key, FRESH).turn(pace, now)))
                        .toList();
        Denied denied = null;
        for (RateLimitKey key : byTurn) {
            switch (admitOne(key, pace, now, patience)) {
                case Granted granted -> {
                    return granted;
                }
                case Denied later ->
                    denied = denied == null || later.retryAt().isBefore(denied.retryAt()) ? later : denied;
            }
        }
        return Objects.requireNonNull(denied, "no credential");
    }

    private CallPermit admitOne(RateLimitKey key, RateLimit pace, long now, Duration patience) {
        long latest = now + patience.toNanos() / 1_000;
        long[] at = new long[1];
        states.compute(key, (same, before) -> {
            State state = before == null ? FRESH : before;
            Turn turn = state.turn(pace, now);
            at[0] = turn.at();
            return at[0] > latest ? state : state.fullAt(turn.fullAt());
        });
        forgetIdle(now);
        Instant turn = instant(at[0], now);
        return at[0] > latest ? new Denied(turn) : new Granted(key, turn);
    }

    @Override
    public void pause(RateLimitKey key, Instant until) {
        long end = now() + ChronoUnit.MICROS.between(clock.instant(), until);
        states.compute(key, (same, before) -> (before == null ? FRESH : before).pausedUntil(end));
    }

    @Override
    public void stretch(RateLimitKey key, Duration interval, Duration holds) {
        long until = now() + holds.toNanos() / 1_000;
        states.compute(
                key, (same, before) -> (before == null ? FRESH : before).stretched(interval.toNanos() / 1_000, until));
    }

    @Override
    public void refused(RateLimitKey key, RateLimit pace, Duration ago) {
        long now = now();
        long asked = now - ago.toNanos() / 1_000;
        states.compute(key, (same, before) -> {
            State state = before == null ? FRESH : before;
            LearnedRate learned = state.learned();
            return state.learned(learned == null ? LearnedRate.first(pace, now) : learned.refused(pace, now, asked));
        });
    }

    @Override
    public @Nullable Instant pausedUntil(RateLimitKey key) {
        long now = now();
        State state = states.getOrDefault(key, FRESH);
        return state.pausedUntil > now ? instant(state.pausedUntil, now) : null;
    }

    private void forgetIdle(long now) {
        if (states.size() > CROWDED) {
            states.values().removeIf(state -> state.idle(now));
        }
    }

    /** In µs since this budget began; never negative. */
    private long now() {
        return (nanos.getAsLong() - begun) / 1_000;
    }

    private Instant instant(long moment, long now) {
        return clock.instant().plus(moment - now, ChronoUnit.MICROS);
    }
}
