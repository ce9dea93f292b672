package dev.gapless.scheduler.planning;

import dev.gapless.common.message.MissingAnswer.Entry;
import dev.gapless.common.message.MissingQuery;
import dev.gapless.common.message.MissingQuery.Horizon;
import dev.gapless.common.position.PositionDomain;
import dev.gapless.common.position.StreamId;
import dev.gapless.scheduler.accounts.Followed;
import dev.gapless.scheduler.gaps.GapRow;
import dev.gapless.scheduler.instants.Backoff;
import dev.gapless.scheduler.polls.Poll;
import dev.gapless.scheduler.polls.PollLedger;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Plans some streams: reads their gaps, asks once, writes what follows. To be called in a transaction. */
final class StreamBatch {

    private static final Logger LOG = LoggerFactory.getLogger(StreamBatch.class);

    private final MissingClient missing;
    private final Planner planner;
    private final PlanLedger ledger;
    private final PollLedger polls;
    private final CoverageLag lag;
    private final Backoff backoff;
    private final Clock clock;

    StreamBatch(
            MissingClient missing,
            Planner planner,
            PlanLedger ledger,
            PollLedger polls,
            CoverageLag lag,
            Backoff backoff,
            Clock clock) {
        this.missing = missing;
        this.planner = planner;
        this.ledger = ledger;
        this.polls = polls;
        this.lag = lag;
        this.backoff = backoff;
        this.clock = clock;
    }

    /** One stream's part of the question. */
    private record Asked(Followed followed, List<GapRow> unfinished, Horizon horizon) {}

    /**
     * The gaps are read before the question is asked, so that no gap is judged by an answer that did not reach around
     * it.
     *
     * @return steps made
     */
    int plan(List<Followed> streams) {
        Instant now = clock.instant();
        Map<StreamId, List<GapRow>> unfinished =
                ledger.unfinished(streams.stream().map(Followed::stream).toList()).stream()
                        .collect(Collectors.groupingBy(GapRow::stream));
        List<Asked> asked = new ArrayList<>();
        for (Followed followed : streams) {
            List<GapRow> gaps = unfinished.getOrDefault(followed.stream(), List.of());
            Horizons.asked(followed, gaps, now).ifPresent(horizon -> asked.add(new Asked(followed, gaps, horizon)));
        }
        if (asked.isEmpty()) {
            return 0;
        }
        List<Entry> answers = missing.ask(
                        new MissingQuery(asked.stream().map(Asked::horizon).toList()))
                .entries();
        int made = 0;
        List<Poll> probed = new ArrayList<>();
        List<StreamId> watched = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            Followed followed = asked.get(i).followed();
            Entry answer = answers.get(i);
            StreamPlan plan = planner.plan(followed, answer, asked.get(i).unfinished(), now);
            for (PlanStep step : plan.steps()) {
                made += make(asked.get(i), step, now) ? 1 : 0;
            }
            if (plan.probe()) {
                probed.add(Poll.of(followed.stream(), followed.spec(), answer.generation()));
            } else if (followed.spec().domain() == PositionDomain.SEQUENCE) {
                watched.add(followed.stream());
            }
            if (plan.lag() != null) {
                lag.seen(followed.stream(), plan.lag());
            }
        }
        polls.want(probed, now);
        polls.unwant(watched);
        return made;
    }

    private boolean make(Asked asked, PlanStep step, Instant now) {
        return switch (step) {
            case PlanStep.Open open -> {
                StreamId stream = asked.followed().stream();
                boolean opened = ledger.open(stream, asked.horizon().aspects(), open, now);
                if (opened) {
                    LOG.info("gap-opened stream={} range={}", stream, open.range());
                }
                yield opened;
            }
            case PlanStep.Fill(GapRow gap) -> {
                LOG.info("gap-filled stream={} range={} gap={}", gap.stream(), gap.range(), gap.id());
                yield ledger.fill(gap, now);
            }
            case PlanStep.Reopen reopen -> {
                GapRow gap = reopen.gap();
                LOG.warn("gap-not-covered stream={} range={} gap={}", gap.stream(), reopen.range(), gap.id());
                yield ledger.reopen(reopen, backoff.after(gap.unseen() + 1), now);
            }
            case PlanStep.Reshape reshape -> ledger.reshape(reshape, now);
        };
    }
}
