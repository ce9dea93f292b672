package dev.gapless.scheduler.planning;

import dev.gapless.common.position.PositionDomain;
import dev.gapless.common.position.StreamId;
import dev.gapless.scheduler.accounts.Followed;
import dev.gapless.scheduler.gaps.GapRow;
import dev.gapless.scheduler.instants.DatabaseClock;
import dev.gapless.scheduler.objective.ObjectiveRound;
import dev.gapless.scheduler.planning.Questions.Answered;
import dev.gapless.scheduler.planning.Questions.Asked;
import dev.gapless.scheduler.polls.Poll;
import dev.gapless.scheduler.polls.PollLedger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Plans some streams: reads their gaps, asks once, writes what follows. To be called in a transaction. */
final class StreamBatch {

    private final MissingClient missing;
    private final Planner planner;
    private final Reconciliations reconciliations;
    private final PlanLedger ledger;
    private final PlanWriter writer;
    private final PollLedger polls;
    private final SourceFigures figures;
    private final ObjectiveRound objective;
    private final DatabaseClock clock;

    StreamBatch(
            MissingClient missing,
            Planner planner,
            Reconciliations reconciliations,
            PlanLedger ledger,
            PlanWriter writer,
            PollLedger polls,
            SourceFigures figures,
            ObjectiveRound objective,
            DatabaseClock clock) {
        this.missing = missing;
        this.planner = planner;
        this.reconciliations = reconciliations;
        this.ledger = ledger;
        this.writer = writer;
        this.polls = polls;
        this.figures = figures;
        this.objective = objective;
        this.clock = clock;
    }

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
        Questions questions = new Questions();
        for (Followed followed : streams) {
            questions.about(followed, unfinished.getOrDefault(followed.stream(), List.of()), now);
        }
        List<Answered> answers = questions.ask(missing);
        Map<StreamId, ReconcileHistory> histories = histories(answers);
        int made = 0;
        List<Poll> probed = new ArrayList<>();
        for (Answered answer : answers) {
            Asked asked = answer.asked();
            Followed followed = asked.followed();
            StreamPlan plan = planner.plan(followed, answer.listed(), asked.mined(), now);
            List<PlanStep> steps = new ArrayList<>(plan.steps());
            if (answer.unlisted() != null && answer.uncompared() != null) {
                ReconcileHistory history = histories.getOrDefault(followed.stream(), ReconcileHistory.NONE);
                steps.addAll(reconciliations.plan(
                        followed, answer.listed(), answer.unlisted(), answer.uncompared(), asked.gaps(), history, now));
            }
            for (PlanStep step : steps) {
                made += writer.make(asked, step, now) ? 1 : 0;
            }
            if (plan.probe() != null) {
                probed.add(Poll.probe(
                        followed.stream(), plan.probe(), answer.listed().generation()));
            }
            objective.answered(followed.stream(), answer.listed());
            if (plan.lag() != null) {
                figures.lag(followed.stream(), plan.lag());
            }
            if (followed.spec().domain() == PositionDomain.TIME) {
                figures.settle(followed.stream(), Horizons.settle(followed, answer.listed()));
            }
        }
        polls.want(probed, now);
        return made;
    }

    /** Streams that are not among these any more are forgotten. */
    void retain(List<Followed> all) {
        planner.retain(all.stream().map(Followed::stream).collect(Collectors.toSet()));
    }

    private Map<StreamId, ReconcileHistory> histories(List<Answered> answers) {
        List<StreamId> reconciled = answers.stream()
                .filter(answer -> answer.unlisted() != null)
                .map(answer -> answer.asked().followed().stream())
                .toList();
        return reconciled.isEmpty() ? Map.of() : ledger.histories(reconciled);
    }
}
