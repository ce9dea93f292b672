package dev.gapless.scheduler.planning;

import dev.gapless.common.connector.StreamSpec.Kind;
import dev.gapless.scheduler.accounts.Followed;
import dev.gapless.scheduler.accounts.FollowedStreams;
import dev.gapless.scheduler.instants.DatabaseClock;
import dev.gapless.scheduler.objective.ObjectiveRound;
import dev.gapless.scheduler.polls.Poll;
import dev.gapless.scheduler.polls.PollLedger;
import dev.gapless.scheduler.sources.Sources;
import dev.gapless.scheduler.ticking.Turns;
import dev.gapless.scheduler.ticking.Turns.Turn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Plans all streams, some at a time, each batch in a transaction of its own. One scheduler plans at a time; and where
 * that should ever fail, the table's unique index lets a gap in once only.
 */
final class PlanningRound {

    private final FollowedStreams streams;
    private final Sources sources;
    private final StreamBatch batch;
    private final PollLedger polls;
    private final LeftStreams left;
    private final SourceFigures figures;
    private final ObjectiveRound objective;
    private final Turns turns;
    private final DatabaseClock clock;
    private final int batchSize;

    PlanningRound(
            FollowedStreams streams,
            Sources sources,
            StreamBatch batch,
            PollLedger polls,
            LeftStreams left,
            SourceFigures figures,
            ObjectiveRound objective,
            Turns turns,
            DatabaseClock clock,
            int batchSize) {
        this.streams = streams;
        this.sources = sources;
        this.batch = batch;
        this.polls = polls;
        this.left = left;
        this.figures = figures;
        this.objective = objective;
        this.turns = turns;
        this.clock = clock;
        this.batchSize = batchSize;
    }

    /**
     * One scheduler does a whole round, and the others skip it. A batch that cannot be planned keeps no other from it;
     * its failure comes out at the end.
     */
    void run() {
        boolean whole = false;
        try {
            whole = turns.take(Turn.PLAN, this::round) != null;
        } finally {
            if (whole) {
                figures.publish();
            } else {
                figures.withdraw();
            }
        }
    }

    /** @return streams planned */
    private int round() {
        figures.begin();
        objective.begin();
        List<Followed> followed = streams.all();
        turns.part(() -> plain(followed));
        List<Followed> events = followed.stream()
                .filter(stream -> stream.spec().kind() == Kind.EVENT)
                .filter(stream -> !Horizons.mineable(stream.spec()).isEmpty())
                .toList();
        batch.retain(events);
        RuntimeException failure = null;
        for (int from = 0; from < events.size(); from += batchSize) {
            List<Followed> some = events.subList(from, Math.min(events.size(), from + batchSize));
            failure = first(failure, plan(some));
        }
        turns.part(() -> objective.judge(events));
        objective.publish();
        if (failure != null) {
            throw failure;
        }
        return events.size();
    }

    /** What needs no answer from elsewhere. */
    private int plain(List<Followed> followed) {
        List<String> declared = sources.all().entrySet().stream()
                .flatMap(source -> source.getValue().spec().streams().keySet().stream()
                        .map(stream -> source.getKey() + "/" + stream))
                .toList();
        int forgotten = declared.isEmpty() ? 0 : left.forget(declared);
        polls.want(
                followed.stream()
                        .filter(stream -> stream.spec().kind() == Kind.SNAPSHOT)
                        .map(stream -> Poll.snapshot(stream.stream(), stream.spec()))
                        .toList(),
                clock.instant());
        return forgotten;
    }

    private @Nullable RuntimeException plan(List<Followed> some) {
        try {
            turns.part(() -> batch.plan(some));
            return null;
        } catch (RuntimeException e) {
            objective.failed(some);
            return e;
        }
    }

    private static @Nullable RuntimeException first(@Nullable RuntimeException one, @Nullable RuntimeException other) {
        return one == null ? other : one;
    }
}
