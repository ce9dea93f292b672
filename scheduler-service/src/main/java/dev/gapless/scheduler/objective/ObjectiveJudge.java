package dev.gapless.scheduler.objective;

import dev.gapless.common.coverage.Coverage;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MissingAnswer.Entry;
import dev.gapless.common.position.PositionDomain;
import dev.gapless.common.position.StreamId;
import dev.gapless.scheduler.accounts.Followed;
import dev.gapless.scheduler.instants.Micros;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells which stream-seconds fell due between two looks, and which of them were not held. What nobody can judge is
 * late: a stream without an answer, a numbered stream of unknown length, and what fell due long before this look.
 *
 * <p>A stream that is ordered by time is judged by its positions themselves. The positions of a numbered stream have no
 * time: they are as old as the first sight of something beyond them. Remembers those sights, and what was not held at
 * the last look; after a restart what was taken back in between is not seen. Used by one thread.
 */
public final class ObjectiveJudge {

    private static final double MICROS = 1e6;

    private record Sight(Instant at, long frontier) {}

    private final Duration within;
    private final Duration blindAfter;
    private final Map<StreamId, Coverage> unheldBefore = new HashMap<>();
    private final Map<StreamId, Deque<Sight>> sights = new HashMap<>();

    public ObjectiveJudge(Duration within, Duration blindAfter) {
        this.within = within;
        this.blindAfter = blindAfter;
    }

    /**
     * @param answer what is missing of the stream now; null when nobody knows
     * @param before until when everything is judged already
     */
    public ObjectiveSeconds judge(Followed followed, @Nullable Entry answer, Instant before, Instant now) {
        Duration grace =
                followed.spec().settle().compareTo(within) > 0 ? followed.spec().settle() : within;
        long to = Micros.of(now.minus(grace));
        long from = Math.max(Micros.of(before.minus(grace)), Micros.of(followed.since()));
        if (followed.spec().domain() == PositionDomain.TIME) {
            from = Math.max(from, followed.from());
        }
        if (answer != null) {
            saw(followed, answer, now);
        }
        if (from >= to) {
            return ObjectiveSeconds.NONE;
        }
        long due = to - from;
        if (answer == null) {
            return new ObjectiveSeconds(due / MICROS, due / MICROS, 0);
        }
        long blind = Math.max(0, due - Micros.of(blindAfter));
        Coverage unheld = Coverage.of(answer.missing()).plus(Coverage.of(answer.undecided()));
        if (followed.spec().domain() == PositionDomain.SEQUENCE) {
            double late = blind + (due - blind) * shareUnheld(followed, unheld, from + blind, to);
            return new ObjectiveSeconds(due / MICROS, late / MICROS, 0);
        }
        long late = blind + length(cut(unheld, from + blind, to));
        double revoked = revoked(followed, unheld, from, to) / MICROS;
        return new ObjectiveSeconds(due / MICROS, late / MICROS, revoked);
    }

    /** Streams that nobody follows any more are forgotten. */
    public void retain(Set<StreamId> followed) {
        unheldBefore.keySet().retainAll(followed);
        sights.keySet().retainAll(followed);
    }

    private void saw(Followed followed, Entry answer, Instant now) {
        if (followed.spec().domain() == PositionDomain.SEQUENCE && answer.frontier() != null) {
            sights.computeIfAbsent(followed.stream(), stream -> new ArrayDeque<>())
                    .addLast(new Sight(now, answer.frontier()));
        }
    }

    /** In µs: what had fallen due before this look, was held at the last one, and is not held now. */
    private long revoked(Followed followed, Coverage unheld, long from, long to) {
        long since = Math.max(Micros.of(followed.since()), followed.from());
        Coverage before = unheldBefore.put(followed.stream(), cut(unheld, since, to));
        return before == null ? 0 : length(cut(unheld, since, from).minus(before));
    }

    /** Of the positions that were first seen in the time from {@code from} to {@code to}. */
    private double shareUnheld(Followed followed, Coverage unheld, long from, long to) {
        Deque<Sight> seen = sights.get(followed.stream());
        if (seen == null) {
            return 1;
        }
        long lower = Math.max(followed.from(), frontier(seen, from));
        long upper = frontier(seen, to);
        while (seen.size() > 1 && Micros.of(second(seen).at()) <= to) {
            seen.removeFirst();
        }
        return lower >= upper ? 0 : (double) length(cut(unheld, lower, upper)) / (upper - lower);
    }

    private static Sight second(Deque<Sight> seen) {
        return seen.stream().skip(1).findFirst().orElseThrow();
    }

    /** How far the stream was known to reach; before the first sight, as far as at that one. */
    private static long frontier(Deque<Sight> seen, long micros) {
        long reached = seen.getFirst().frontier();
        for (Sight sight : seen) {
            if (Micros.of(sight.at()) <= micros) {
                reached = Math.max(reached, sight.frontier());
            }
        }
        return reached;
    }

    private static Coverage cut(Coverage coverage, long from, long to) {
        if (from >= to) {
            return Coverage.empty();
        }
        return coverage.minus(coverage.minus(Coverage.of(List.of(new Range(from, to)))));
    }

    private static long length(Coverage coverage) {
        return coverage.ranges().stream().mapToLong(Range::length).sum();
    }
}
