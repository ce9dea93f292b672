package dev.gapless.scheduler.planning;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MissingRequest.Horizon;
import dev.gapless.common.message.MissingResponse.Entry;
import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.common.position.PositionDomain;
import dev.gapless.connector.StreamSpec;
import dev.gapless.scheduler.accounts.FollowedStream;
import dev.gapless.scheduler.gaps.GapRow;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The horizons of the present plan. */
public final class PlanningHorizons {

    /** In µs; twice this is a day. */
    private static final long MAX_LATENESS = MicrosecondTime.of(Duration.ofHours(12));

    /** Past every position. The next higher value stands for a numbered stream's frontier. */
    private static final long UNBOUNDED = Long.MAX_VALUE - 1;

    private final Duration liveFresh;

    PlanningHorizons(Duration liveFresh) {
        this.liveFresh = liveFresh;
    }

    /** What mining can close: the listing cannot show more. */
    public static Set<Aspect> mineable(StreamSpec spec) {
        Set<Aspect> aspects = EnumSet.noneOf(Aspect.class);
        aspects.addAll(spec.listed());
        aspects.retainAll(spec.aspects());
        return aspects;
    }

    /**
     * What to ask. It reaches around every unfinished gap, also those that the horizon has left behind: of what was not
     * asked, nothing could be told. Upwards it has no bound, beyond what may be planned: a hole that has not settled is
     * planned later, and nothing else would tell when. The present is no bound either, because a scheduler's clock may
     * be behind the source's, and a live window begins above such a present.
     *
     * @return empty while nothing has settled
     */
    public static Optional<Horizon> asked(FollowedStream followed, List<GapRow> unfinished, Instant now) {
        return around(followed, unfinished, mineable(followed.spec()), now)
                .map(horizon -> new Horizon(
                        horizon.stream(),
                        horizon.from(),
                        followed.spec().domain() == PositionDomain.TIME ? UNBOUNDED : horizon.to(),
                        horizon.aspects()));
    }

    static Optional<Horizon> around(
            FollowedStream followed, List<GapRow> unfinished, Set<Aspect> aspects, Instant now) {
        long from = followed.from();
        long to = switch (followed.spec().domain()) {
            case TIME -> MicrosecondTime.of(now.minus(followed.spec().settle()));
            case SEQUENCE -> Long.MAX_VALUE;
        };
        for (GapRow gap : unfinished) {
            from = Math.min(from, gap.range().from());
            to = Math.max(to, gap.range().to());
        }
        return from < to ? Optional.of(new Horizon(followed.stream(), from, to, aspects)) : Optional.empty();
    }

    /** Up to here the listing is held for complete. */
    public static long settled(FollowedStream followed, Entry answer, Instant now) {
        return MicrosecondTime.of(now.minus(settle(followed, answer)));
    }

    /** Twice the lateness that was measured, at most a day; never less than the manifest says. */
    static Duration settle(FollowedStream followed, Entry answer) {
        Duration least = followed.spec().settle();
        Long lateness = answer.latenessMicros();
        if (lateness == null) {
            return least;
        }
        Duration learned = Duration.of(Math.clamp(lateness, 0, MAX_LATENESS) * 2, ChronoUnit.MICROS);
        return learned.compareTo(least) < 0 ? least : learned;
    }

    /**
     * True while the stream's live window is believed to cover the present: it was reported lately, and its end is no
     * older than {@link #tolerated}. A window that says it lives and does not move hides a gap.
     *
     * @param trail of a numbered stream, which alone tells how old the window's end is
     */
    boolean live(FollowedStream followed, Entry answer, FrontierTrail trail, Instant now) {
        if (answer.liveAge() == null || answer.liveAge() * 1000 > liveFresh.toMillis()) {
            return false;
        }
        Long end = answer.liveTo();
        if (end == null) {
            return true;
        }
        Duration age = switch (followed.spec().domain()) {
            case TIME -> Duration.of(MicrosecondTime.of(now) - end, ChronoUnit.MICROS);
            case SEQUENCE -> trail.age(end, now);
        };
        return age.compareTo(tolerated(followed, answer)) <= 0;
    }

    /** How old a live window's end may be: what settles late, what a heartbeat takes, and what a report takes. */
    private Duration tolerated(FollowedStream followed, Entry answer) {
        return settle(followed, answer).plus(followed.silenceLimit()).plus(liveFresh);
    }

    /**
     * Where new gaps of a stream ordered by time may lie. What is younger than an open live window's end is left to it.
     * What it left out is declared at once, and read when it has settled. Where no path is open the end moves from one
     * poll to the next, so that looking costs one request a poll.
     *
     * @param live whether the live window is believed
     */
    static @Nullable Range plannable(FollowedStream followed, Entry answer, boolean live, Instant now) {
        return below(settledEnd(followed, now, answer, live), followed, answer, live);
    }

    /**
     * Where new gaps of a numbered stream may lie. A task's range ends there, and no page claims more than its task
     * asks for. So a number that is late is not claimed by the page that leaves it out.
     *
     * @param settled the first number that the listing may not show yet; null while that is unknown
     */
    static @Nullable Range plannableNumbers(
            FollowedStream followed, Entry answer, boolean live, @Nullable Long settled) {
        return settled == null ? null : below(settled, followed, answer, live);
    }

    private static @Nullable Range below(long settled, FollowedStream followed, Entry answer, boolean live) {
        long end = settled;
        if (live && answer.liveTo() != null) {
            end = Math.min(end, answer.liveTo());
        }
        return followed.from() < end ? new Range(followed.from(), end) : null;
    }

    private static long settledEnd(FollowedStream followed, Instant now, Entry answer, boolean live) {
        return live
                ? MicrosecondTime.of(now.minus(followed.spec().settle()))
                : followed.ticks().last(settled(followed, answer, now));
    }

    /** When a range may be read, because the listing may be incomplete before; null for at once. */
    static @Nullable Instant due(Range piece, FollowedStream followed, Entry answer, Instant now) {
        if (followed.spec().domain() == PositionDomain.SEQUENCE || settled(followed, answer, now) >= piece.to()) {
            return null;
        }
        return MicrosecondTime.toInstant(piece.to()).plus(settle(followed, answer));
    }

    /**
     * True for a piece at the moving end, which the next plan would find longer. It is worth a request only when it
     * stops growing, or a poll is due.
     */
    static boolean growing(Range piece, Range plannable, FollowedStream followed, boolean live) {
        return followed.spec().domain() == PositionDomain.TIME
                && live
                && piece.to() == plannable.to()
                && !followed.ticks().isWorth(piece.from(), piece.to());
    }
}
