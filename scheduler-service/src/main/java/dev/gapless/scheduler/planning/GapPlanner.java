package dev.gapless.scheduler.planning;

import dev.gapless.common.coverage.Coverage;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MissingResponse.Entry;
import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.common.position.PositionDomain;
import dev.gapless.common.position.StreamId;
import dev.gapless.scheduler.accounts.FollowedStream;
import dev.gapless.scheduler.gaps.GapRow;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares what is missing of a stream with the gaps that are being worked on. Nothing is too small or too old to be
 * planned, and only coverage closes a gap. Neither an event that lies in it nor a miner's report does. What the source
 * has forgotten is not asked for, and not passed over: it becomes a gap that cannot be filled.
 *
 * <p>Remembers when numbered streams were seen to reach how far, because numbers are planned when a higher one has been
 * known for the settle time. Used by one thread.
 */
public final class GapPlanner {

    /** A live path tells a numbered stream's frontier by itself; a request now and then tells when it does not. */
    private static final Duration LIVE_PROBE = Duration.ofMinutes(1);

    /** At most 6 KB each, and hardly ever more than 200 bytes. */
    private static final int MAX_TRAILS = 100_000;

    private final PlanningProperties properties;
    private final PlanningHorizons horizons;

    /** Of the streams planned last; one that is forgotten here is taken for new, and its ages for shorter. */
    private final Map<StreamId, FrontierTrail> trails = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<StreamId, FrontierTrail> eldest) {
            return size() > MAX_TRAILS;
        }
    };

    public GapPlanner(PlanningProperties properties) {
        this.properties = properties;
        this.horizons = new PlanningHorizons(properties.liveFresh());
    }

    /** Plans by an answer that came at once. */
    public StreamPlan plan(FollowedStream followed, Entry answer, List<GapRow> unfinished, Instant now) {
        return plan(followed, answer, unfinished, now, now);
    }

    /**
     * @param answer to {@link PlanningHorizons#asked} with these same gaps
     * @param unfinished all gaps of the stream that are not filled, reconciliations apart; none overlaps another
     * @param now before the question
     * @param answered after the answer: each number that it tells of was seen before, and each walk that is planned by
     *     it begins later
     */
    StreamPlan plan(FollowedStream followed, Entry answer, List<GapRow> unfinished, Instant now, Instant answered) {
        FrontierTrail trail = trail(followed, answer, answered);
        boolean live = horizons.live(followed, answer, trail, now);
        Long settled = settled(followed, answer, trail, answered);
        StreamSituation situation = StreamSituation.of(followed, answer, live, settled, now);
        return new StreamPlan(
                new StreamPlanDraft(situation, properties).steps(unfinished),
                probe(followed, live),
                lag(followed, answer, situation.unheld(), trail, now),
                live,
                settles(situation, trail));
    }

    /** @return null while it is not known how far a numbered stream reaches, and for times */
    private static @Nullable Long settled(FollowedStream followed, Entry answer, FrontierTrail trail, Instant now) {
        Long frontier = answer.frontier();
        return followed.spec().domain() == PositionDomain.TIME || frontier == null
                ? null
                : Long.valueOf(Math.min(frontier, trail.settled(followed.spec().settle(), now)));
    }

    /** Only where something is missing that has not settled: nothing else tells when it has. */
    private static @Nullable Instant settles(StreamSituation situation, FrontierTrail trail) {
        Long frontier = situation.answer().frontier();
        Long settled = situation.settled();
        if (frontier == null || settled == null) {
            return null;
        }
        long young = Math.max(settled, situation.followed().from());
        return young >= frontier
                        || RangeArithmetic.within(situation.missing(), new Range(young, frontier))
                                .isEmpty()
                ? null
                : trail.settles(situation.followed().spec().settle());
    }

    private FrontierTrail trail(FollowedStream followed, Entry answer, Instant now) {
        if (followed.spec().domain() == PositionDomain.TIME) {
            return new FrontierTrail();
        }
        FrontierTrail trail = trails.computeIfAbsent(followed.stream(), stream -> new FrontierTrail());
        if (answer.frontier() != null) {
            trail.reached(answer.frontier(), now);
        }
        return trail;
    }

    private static @Nullable Duration probe(FollowedStream followed, boolean live) {
        if (followed.spec().domain() == PositionDomain.TIME) {
            return null;
        }
        Duration poll = followed.spec().poll();
        return live && poll.compareTo(LIVE_PROBE) < 0 ? LIVE_PROBE : poll;
    }

    /** A stream has not been behind for longer than it has been followed. */
    private static @Nullable Duration lag(
            FollowedStream followed, Entry answer, Coverage unheld, FrontierTrail trail, Instant now) {
        Duration wanted = Duration.between(followed.since(), now);
        Duration lag = switch (followed.spec().domain()) {
            case TIME -> lagByTime(followed, answer, unheld, now);
            case SEQUENCE -> lagByTrail(answer, unheld, trail, now);
        };
        return lag == null || lag.compareTo(wanted) <= 0 ? lag : wanted;
    }

    private static Duration lagByTime(FollowedStream followed, Entry answer, Coverage missing, Instant now) {
        long end = PlanningHorizons.settled(followed, answer, now);
        long reached = answer.liveTo() == null ? end : Math.max(end, answer.liveTo());
        for (Range hole : missing.ranges()) {
            if (hole.to() >= end) {
                reached = Math.min(reached, hole.from());
            }
        }
        return Duration.of(Math.max(0, MicrosecondTime.of(now) - reached), ChronoUnit.MICROS);
    }

    private static @Nullable Duration lagByTrail(Entry answer, Coverage missing, FrontierTrail trail, Instant now) {
        if (answer.frontier() == null) {
            return null;
        }
        long reached = answer.frontier();
        for (Range hole : missing.ranges()) {
            if (hole.to() >= answer.frontier()) {
                reached = Math.min(reached, hole.from());
            }
        }
        trail.covered(answer.liveTo() == null ? reached : Math.min(reached, answer.liveTo()));
        return trail.age(reached, now);
    }
}
