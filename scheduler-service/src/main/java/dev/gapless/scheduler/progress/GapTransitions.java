package dev.gapless.scheduler.progress;

import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MiningProgress;
import dev.gapless.common.retry.RetryBackoff;
import dev.gapless.scheduler.gaps.GapState;
import dev.gapless.scheduler.gaps.UnfillableReason;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Decides what becomes of a gap after a slice of mining. Knows no table and no topic. */
public final class GapTransitions {

    /** When the upstream asks for patience and does not say how much. */
    private static final Duration UNTOLD = Duration.ofSeconds(5);

    /** Of a limited slice that names no reason of its own. */
    private static final String LIMIT = "the source's limit is reached";

    /** How a miner's reason begins that has stopped a reconciliation: an operator should look, at once. */
    private static final String MASS_DELETION = "mass-deletion:";

    /** So many answers in a row must say that the youngest positions are gone. */
    private static final int GONE_ANSWERS = 3;

    private final MiningProgressProperties properties;
    private final RetryBackoff backoff;

    public GapTransitions(MiningProgressProperties properties, RetryBackoff backoff) {
        this.properties = properties;
        this.backoff = backoff;
    }

    /**
     * @param gap as it stood when the slice was handed out
     * @param smallest the shortest range that the source is asked for to learn what it keeps
     */
    public GapTransition after(MiningProgress slice, DispatchedGapState gap, long smallest, Instant now) {
        int attempts = gap.attempts();
        return switch (slice.outcome()) {
            case ADVANCED -> GapTransition.open(slice.resume(), now, 0, null).with(kept(gap, smallest));
            case COMPLETED ->
                GapTransition.filling(now, properties.coverageTimeout(), attempts)
                        .with(kept(gap, smallest));
            case LIMITED -> GapTransition.open(slice.resume(), limitedUntil(slice, now), attempts, reason(slice));
            case FAILED ->
                GapTransition.open(slice.resume(), now.plus(backoff.after(attempts + 1)), attempts + 1, slice.reason());
            case GONE ->
                slice.pages() > 0 && attempts + 1 < properties.stuckAfter()
                        ? GapTransition.open(null, now.plus(backoff.after(attempts + 1)), attempts + 1, slice.reason())
                        : gone(gap, slice.keptFrom(), smallest, now);
            case REFUSED -> refused(attempts + 1, slice.reason(), now);
        };
    }

    /**
     * A slice failed that may have followed the manifest before the present one. That tells nothing of the present one,
     * so it costs no attempt.
     *
     * @param until when miners know the present one
     */
    GapTransition ofFormerManifest(MiningProgress slice, DispatchedGapState gap, Instant until) {
        String resume = slice.outcome() == MiningProgress.Outcome.FAILED ? slice.resume() : null;
        return GapTransition.open(resume, until, gap.attempts(), slice.reason());
    }

    /**
     * A source forgets its oldest first, and does not say from where on. So the word of one answer is not believed:
     *
     * <ol>
     *   <li>The younger half of what was asked is asked next, until it is as short as can be. Where the source answers,
     *       the rest is a gap of its own. The search goes on between what it answered for and what it did not.
     *   <li>When the youngest positions are gone too, they are asked twice more within as long as a stuck gap waits. A
     *       source that answers all callers with 410 for a while forgets nothing. The answers are counted, because a
     *       clock that jumps ahead makes that time pass at once.
     *   <li>Then the gap is given up, and its youngest positions are asked for once a day all the same.
     * </ol>
     *
     * <p>A source that names the first position that it keeps spares the search: that position is asked for next. Where
     * it keeps nothing of what was asked, that is its word of the youngest positions.
     *
     * <p>A reconciliation has no younger half: it is asked for as a whole each time.
     *
     * <p>A walk that got somewhere before the source said so is begun again some times. What it brought is covered by
     * then, and the next one begins at the range that the source said it of.
     */
    private GapTransition gone(DispatchedGapState gap, @Nullable Long keptFrom, long smallest, Instant now) {
        Range asked = gap.asked();
        boolean nothingKept = keptFrom != null && keptFrom >= asked.to();
        // never 0: what is new is not joined to a gap that waits to be believed gone
        int attempts = Math.max(1, gap.attempts());
        if (!gap.reconciles() && !nothingKept && asked.length() > smallest) {
            long younger = keptFrom != null && keptFrom > asked.from()
                    ? keptFrom
                    : asked.to() - Math.max(smallest, asked.length() / 2);
            return GapTransition.open(
                            null, now, attempts, "the source says it is gone: younger positions are asked for")
                    .with(new SourceHistory.Gone(younger, gap.goneSince(), gap.goneAnswers()));
        }
        Instant since = gap.goneSince() == null ? now : gap.goneSince();
        int answers = gap.goneAnswers() + 1;
        boolean believed = answers >= GONE_ANSWERS && !now.isBefore(since.plus(properties.stuckRetry()));
        return new GapTransition(
                believed ? GapState.UNFILLABLE : GapState.OPEN,
                null,
                now.plus(
                        believed
                                ? properties.goneRetry()
                                : properties.stuckRetry().dividedBy(GONE_ANSWERS - 1)),
                attempts,
                null,
                believed
                        ? UnfillableReason.GONE.word()
                        : "the source says it is gone: asked again before it is believed",
                new SourceHistory.Gone(asked.from(), since, answers));
    }

    /**
     * What was asked before this was twice as long and gone, so the boundary lies in the older half of that. This holds
     * as long as both answers are of the same search, and not for the shortest range.
     */
    private static SourceHistory kept(DispatchedGapState gap, long smallest) {
        Range asked = gap.asked();
        if (gap.probeFrom() == null || gap.goneSince() != null || asked.length() <= smallest) {
            return new SourceHistory.Kept(null);
        }
        long from = asked.from() - Math.max(smallest, asked.length() / 2);
        return new SourceHistory.Kept(from > gap.range().from() ? from : null);
    }

    private GapTransition refused(int attempts, @Nullable String reason, Instant now) {
        boolean guarded = reason != null && reason.startsWith(MASS_DELETION);
        return attempts < properties.stuckAfter() && !guarded && !isGivenUp(reason)
                ? GapTransition.open(null, now.plus(backoff.after(attempts)), attempts, reason)
                : new GapTransition(GapState.STUCK, null, now.plus(properties.stuckRetry()), attempts, null, reason);
    }

    /** A miner counts the restarts of one walk over all its slices; refusals are counted between two that advance. */
    private static boolean isGivenUp(@Nullable String reason) {
        return reason != null && reason.startsWith(MiningProgress.GIVEN_UP);
    }

    /** Why the work waits or failed; null when it goes on. */
    static @Nullable String reason(MiningProgress slice) {
        return slice.outcome() == MiningProgress.Outcome.LIMITED && slice.reason() == null ? LIMIT : slice.reason();
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
                attempts + 1 < properties.stuckAfter() && !isGivenUp(slice.reason())
                        ? now.plus(backoff.after(attempts + 1))
                        : now.plus(properties.stuckRetry());
        };
    }
}
