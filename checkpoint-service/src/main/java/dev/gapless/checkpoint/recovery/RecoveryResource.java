package dev.gapless.checkpoint.recovery;

import dev.gapless.checkpoint.problems.ApiProblem;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Recovery for operators. */
@RestController
class RecoveryResource {

    private static final Logger LOG = LoggerFactory.getLogger(RecoveryResource.class);

    /** @param dryRun true, or left out, to have the plan written down and nothing done */
    record Wish(@Nullable Boolean dryRun) {}

    record ActionView(String type, String resource, String priority, String reason, int gaps, long estimateSeconds) {}

    record AnalysisView(
            List<ActionView> actions,
            int interrupted,
            int orphaned,
            int stuckGaps,
            boolean gapsKnown,
            List<String> refused,
            long estimateSeconds) {}

    private final RecoveryAnalyzer analyst;
    private final RecoveryPlanStore plans;
    private final Clock clock;

    RecoveryResource(RecoveryAnalyzer analyst, RecoveryPlanStore plans, Clock clock) {
        this.analyst = analyst;
        this.plans = plans;
        this.clock = clock;
    }

    @PostMapping("/v1/recovery:analyse")
    AnalysisView analyse() {
        RecoveryAnalysis analysis = analyst.analyse();
        return new AnalysisView(
                analysis.actions().stream().map(RecoveryResource::view).toList(),
                analysis.interrupted(),
                analysis.orphaned(),
                analysis.stuckGaps(),
                analysis.gapsKnown(),
                analysis.refused(),
                analysis.estimate().toSeconds());
    }

    /** From an analysis of this moment. 409 while another plan is under way. */
    @PostMapping("/v1/recovery/plans")
    @ResponseStatus(HttpStatus.CREATED)
    PlanView make(@RequestBody(required = false) @Nullable Wish wish) {
        boolean dryRun = wish == null || !Boolean.FALSE.equals(wish.dryRun());
        List<RecoveryAction> actions = analyst.analyse().actions();
        try {
            UUID id = plans.make(actions, dryRun ? PlanState.DRY_RUN : PlanState.RUNNING);
            LOG.info("recovery-plan plan={} steps={} dryRun={}", id, actions.size(), dryRun);
            return plan(id.toString());
        } catch (DuplicateKeyException e) {
            throw underWay();
        }
    }

    /** Without their steps. */
    @GetMapping("/v1/recovery/plans")
    List<PlanView> list() {
        return plans.list().stream()
                .map(plan -> PlanView.of(plan, clock.instant()))
                .toList();
    }

    @GetMapping("/v1/recovery/plans/{id}")
    PlanView plan(@PathVariable String id) {
        return read(id).flatMap(plans::find)
                .map(plan -> PlanView.of(plan, clock.instant()))
                .orElseThrow(() -> unknown(id));
    }

    /** Carries out a plan that was made as a dry run, as it was written down. */
    @PostMapping("/v1/recovery/plans/{id}:start")
    PlanView start(@PathVariable String id) {
        return change(id, PlanState.DRY_RUN, PlanState.RUNNING);
    }

    /** The step that is under way ends; no other begins. */
    @PostMapping("/v1/recovery/plans/{id}:pause")
    PlanView pause(@PathVariable String id) {
        return change(id, PlanState.RUNNING, PlanState.PAUSED);
    }

    @PostMapping("/v1/recovery/plans/{id}:resume")
    PlanView resume(@PathVariable String id) {
        return change(id, PlanState.PAUSED, PlanState.RUNNING);
    }

    @PostMapping("/v1/recovery/plans/{id}:abort")
    PlanView abort(@PathVariable String id) {
        UUID plan = read(id).orElseThrow(() -> unknown(id));
        boolean aborted = plans.abort(plan);
        PlanView now = plan(id);
        if (!aborted && now.state() != PlanState.ABORTED) {
            throw ApiProblem.conflict(
                    "state: %s (expected: DRY_RUN, RUNNING or PAUSED)".formatted(now.state()),
                    "what is over cannot be aborted; its steps are idempotent, so make another plan if need be");
        }
        return now;
    }

    /** Asked for again, it is as it was asked for. */
    private PlanView change(String id, PlanState from, PlanState to) {
        UUID plan = read(id).orElseThrow(() -> unknown(id));
        try {
            boolean changed = plans.change(plan, List.of(from), to);
            PlanView now = plan(id);
            if (!changed && now.state() != to) {
                throw ApiProblem.conflict(
                        "state: %s (expected: %s)".formatted(now.state(), from),
                        "GET /v1/recovery/plans/{id} tells where it stands");
            }
            return now;
        } catch (DuplicateKeyException e) {
            throw underWay();
        }
    }

    private static ActionView view(RecoveryAction action) {
        return new ActionView(
                RecoveryActionNames.of(action.type()),
                action.resource(),
                action.priority().name(),
                action.reason(),
                action.subjects().size(),
                action.estimate().toSeconds());
    }

    private static Optional<UUID> read(String id) {
        try {
            return Optional.of(UUID.fromString(id));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static ErrorResponseException unknown(String id) {
        return ApiProblem.notFound(
                "plan: %s (expected: the id of a plan)".formatted(id), "GET /v1/recovery/plans lists them");
    }

    private static ErrorResponseException underWay() {
        return ApiProblem.conflict(
                "a plan is RUNNING or PAUSED (expected: none)",
                "GET /v1/recovery/plans lists it: wait for it, or abort it");
    }
}
