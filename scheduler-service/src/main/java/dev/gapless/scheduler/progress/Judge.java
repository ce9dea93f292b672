package dev.gapless.scheduler.progress;

import dev.gapless.common.message.MiningProgress;
import dev.gapless.scheduler.gaps.GapState;
import dev.gapless.scheduler.gaps.Unfillable;
import dev.gapless.scheduler.instants.Backoff;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Decides what becomes of a gap after a slice of mining. Knows no table and no topic. */
public final class Judge {

    /** When the upstream asks for patience and does not say how much. */
    private static final Duration UNTOLD = Duration.ofSeconds(5);

    /** How a miner's reason begins that has stopped a reconciliation: somebody should look, at once. */
    private static final String BRAKE = "brake:";

    private final ProgressProperties properties;
    private final Backoff backoff;

    public Judge(ProgressProperties properties, Backoff backoff) {
        this.properties = properties;
        this.backoff = backoff;
    }

    /** @param attempts slices that failed in a row before this one */
    public Verdict after(MiningProgress slice, int attempts, Instant now) {
        return switch (slice.outcome()) {
            case ADVANCED -> Verdict.open(slice.resume(), now, 0, null);
            case COMPLETED -> Verdict.filling(now, properties.shownWithin(), attempts);
            case LIMITED -> Verdict.open(slice.resume(), limitedUntil(slice, now), attempts, slice.reason());
            case FAILED ->
                Verdict.open(slice.resume(), now.plus(backoff.after(attempts + 1)), attempts + 1, slice.reason());
            case GONE ->
                goneWhole(slice, attempts)
                        ? new Verdict(GapState.UNFILLABLE, null, now, attempts, null, Unfillable.GONE.word())
                        : Verdict.open(null, now.plus(backoff.after(attempts + 1)), attempts + 1, slice.reason());
            case REFUSED -> refused(attempts + 1, slice.reason(), now);
        };
    }

    /**
     * A walk that got somewhere before the source said so is begun again: what it brought is covered by then, and the
     * next one begins at what the source said it of.
     */
    private boolean goneWhole(MiningProgress slice, int attempts) {
        return slice.pages() == 0 || attempts + 1 >= properties.stuckAfter();
    }

    private Verdict refused(int attempts, @Nullable String reason, Instant now) {
        boolean braked = reason != null && reason.startsWith(BRAKE);
        return attempts < properties.stuckAfter() && !braked
                ? Verdict.open(null, now.plus(backoff.after(attempts)), attempts, reason)
                : new Verdict(GapState.STUCK, null, now.plus(properties.stuckRetry()), attempts, null, reason);
    }

    /** Told as an instant by the miner's clock, which need not agree with ours: what it means is the time from then. */
    private static Instant limitedUntil(MiningProgress slice, Instant now) {
        Duration asked = slice.retryAt() == null ? UNTOLD : Duration.between(slice.at(), slice.retryAt());
        return asked.isNegative() ? now : now.plus(asked);
    }

    /** When a poll is due again, whose slice ended so. */
    Instant nextPoll(MiningProgress slice, int attempts, Duration period, Instant now) {
        return switch (slice.outcome()) {
            case ADVANCED -> now;
            case COMPLETED -> now.plus(period);
            case LIMITED -> limitedUntil(slice, now);
            case FAILED -> now.plus(backoff.after(attempts + 1));
            case GONE, REFUSED ->
                attempts + 1 < properties.stuckAfter()
                        ? now.plus(backoff.after(attempts + 1))
                        : now.plus(properties.stuckRetry());
        };
    }
}
