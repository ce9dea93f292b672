package dev.gapless.scheduler.planning;

import dev.gapless.common.message.MissingResponse.Entry;
import dev.gapless.common.position.PositionDomain;
import dev.gapless.common.position.StreamId;
import dev.gapless.scheduler.accounts.FollowedStream;
import dev.gapless.scheduler.accounts.FollowedStreams;
import dev.gapless.scheduler.gaps.GapRow;
import dev.gapless.scheduler.planning.CoverageQueryBatch.Answered;
import dev.gapless.scheduler.planning.CoverageQueryBatch.Asked;
import dev.gapless.scheduler.planning.PlanQueue.Page;
import dev.gapless.scheduler.planning.PlanQueue.Planned;
import dev.gapless.scheduler.planning.PlanQueue.Taken;
import dev.gapless.scheduler.planning.PlanWriter.StreamSteps;
import dev.gapless.scheduler.polls.PollLedger;
import dev.gapless.scheduler.polls.StreamPoll;
import dev.gapless.scheduler.shards.AccountShard;
import dev.gapless.scheduler.shards.ShardOwnership;
import dev.gapless.scheduler.time.DatabaseClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Plans some streams: reads their gaps, asks once, writes what follows. No transaction is open while the answer is
 * waited for; what was asked of streams that another scheduler has taken meanwhile is thrown away. Streams whose shard
 * went to another scheduler meanwhile are due at once, so that it plans them.
 */
final class StreamBatch {

    /** The tables that a plan reads and writes. */
    record PlanTables(PlanLedger ledger, PlanWriter writer, PollLedger polls, PlanQueue queue) {}

    private final FollowedStreams streams;
    private final MissingClient missing;
    private final GapPlanner planner;
    private final ReconciliationPlanner reconciliations;
    private final PlanTables tables;
    private final NextLook nextLook;
    private final ShardOwnership ownership;
    private final TransactionOperations transactions;
    private final DatabaseClock clock;

    StreamBatch(
            FollowedStreams streams,
            MissingClient missing,
            GapPlanner planner,
            ReconciliationPlanner reconciliations,
            PlanTables tables,
            NextLook nextLook,
            ShardOwnership ownership,
            TransactionOperations transactions,
            DatabaseClock clock) {
        this.streams = streams;
        this.missing = missing;
        this.planner = planner;
        this.reconciliations = reconciliations;
        this.tables = tables;
        this.nextLook = nextLook;
        this.ownership = ownership;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** What follows for one stream. */
    private record Outcome(
            Planned planned,
            @Nullable Asked asked,
            List<PlanStep> steps,
            @Nullable StreamPoll probe) {}

    /**
     * The gaps are read before the question is asked, so that no gap is judged by an answer that did not reach around
     * it.
     */
    void plan(Page page) {
        Instant now = clock.instant();
        List<StreamId> ids = page.streams().stream().map(Taken::stream).toList();
        Map<StreamId, FollowedStream> followed = streams.of(ids);
        Map<StreamId, List<GapRow>> unfinished =
                tables.ledger.unfinished(ids).stream().collect(Collectors.groupingBy(GapRow::stream));
        CoverageQueryBatch questions = new CoverageQueryBatch();
        for (StreamId id : ids) {
            FollowedStream stream = followed.get(id);
            if (stream != null) {
                questions.about(stream, unfinished.getOrDefault(id, List.of()), now);
            }
        }
        List<Answered> answers = questions.ask(missing);
        Map<StreamId, Outcome> outcomes = outcomes(page, answers, now, clock.instant());
        for (Taken taken : page.streams()) {
            outcomes.computeIfAbsent(taken.stream(), id -> unplanned(taken, followed.get(id), now));
        }
        transactions.executeWithoutResult(status -> write(page, outcomes, now));
    }

    private Map<StreamId, Outcome> outcomes(Page page, List<Answered> answers, Instant now, Instant answered) {
        Map<StreamId, Taken> taken = page.streams().stream().collect(Collectors.toMap(Taken::stream, each -> each));
        Map<StreamId, ReconcileHistory> histories = histories(answers);
        Map<StreamId, Outcome> outcomes = new HashMap<>();
        for (Answered answer : answers) {
            StreamId id = answer.asked().followed().stream();
            Taken row = taken.get(id);
            if (row != null) {
                outcomes.put(
                        id, outcome(row, answer, histories.getOrDefault(id, ReconcileHistory.NONE), now, answered));
            }
        }
        return outcomes;
    }

    private Outcome outcome(Taken taken, Answered answer, ReconcileHistory history, Instant now, Instant answered) {
        Asked asked = answer.asked();
        FollowedStream followed = asked.followed();
        StreamPlan plan = planner.plan(followed, answer.listed(), asked.mined(), now, answered);
        List<PlanStep> steps = new ArrayList<>(plan.steps());
        if (answer.unlisted() != null && answer.uncompared() != null) {
            steps.addAll(reconciliations.plan(
                    followed, answer.listed(), answer.unlisted(), answer.uncompared(), asked.gaps(), history, now));
        }
        NextLook.Look look =
                nextLook.after(followed, asked.gaps(), answer.listed(), plan, steps, history, taken.waits(), now);
        Duration settle = settle(followed, answer.listed());
        StreamPoll probe = plan.probe() == null
                ? null
                : StreamPoll.probe(
                        followed.stream(), plan.probe(), answer.listed().generation());
        return new Outcome(
                new Planned(taken, look.at(), look.waits(), plan.live(), plan.lag(), settle), asked, steps, probe);
    }

    /** @return null for numbers that settle at once */
    private static @Nullable Duration settle(FollowedStream followed, Entry answer) {
        if (followed.spec().domain() == PositionDomain.TIME) {
            return PlanningHorizons.settle(followed, answer);
        }
        return followed.spec().settle().isZero() ? null : followed.spec().settle();
    }

    private Outcome unplanned(Taken taken, @Nullable FollowedStream followed, Instant now) {
        Instant due = followed == null ? nextLook.swept(now) : nextLook.unasked(followed, now);
        return new Outcome(new Planned(taken, due, 0, false, null, null), null, List.of(), null);
    }

    private void write(Page page, Map<StreamId, Outcome> outcomes, Instant now) {
        Set<Integer> owned = ownership.fence();
        Set<StreamId> held = tables.queue.hold(
                page.token(),
                outcomes.keySet().stream()
                        .filter(stream -> owned.contains(AccountShard.of(stream)))
                        .toList());
        List<StreamPoll> probes = new ArrayList<>();
        List<Planned> planned = new ArrayList<>();
        List<StreamSteps> plans = new ArrayList<>();
        outcomes.forEach((stream, outcome) -> {
            if (held.contains(stream)) {
                Asked asked = outcome.asked();
                if (asked != null) {
                    plans.add(new StreamSteps(asked, outcome.steps()));
                }
                if (outcome.probe() != null) {
                    probes.add(outcome.probe());
                }
                planned.add(outcome.planned());
            }
        });
        Set<StreamId> overtaken = tables.writer.apply(plans, now);
        tables.polls.upsert(probes, now);
        planned.replaceAll(each -> overtaken.contains(each.taken().stream()) ? each.again(now) : each);
        tables.queue.finish(page.token(), planned, now);
        tables.queue.putBack(
                page.token(),
                outcomes.keySet().stream()
                        .filter(stream -> !held.contains(stream))
                        .toList(),
                now);
    }

    private Map<StreamId, ReconcileHistory> histories(List<Answered> answers) {
        List<StreamId> reconciled = answers.stream()
                .filter(answer -> answer.unlisted() != null)
                .map(answer -> answer.asked().followed().stream())
                .toList();
        return reconciled.isEmpty() ? Map.of() : tables.ledger.histories(reconciled);
    }
}
