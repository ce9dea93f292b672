package dev.gapless.common.platform.dryrun;

import dev.gapless.common.platform.ApiProblem;
import dev.gapless.common.platform.dryrun.CallPlan.PlanDifference;
import dev.gapless.common.platform.dryrun.SafetyRule.RuleReading;
import dev.gapless.common.platform.tenant.CallerSources;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.ErrorResponseException;

/**
 * Carries calls out in a transaction, whose end depends on the caller's conditions. A dry run does all that the real
 * call does, and is taken back. So both are the same code, and neither can forget a check of the other.
 */
public final class PlannedCalls {

    private static final Logger LOG = LoggerFactory.getLogger(PlannedCalls.class);

    private final CallPlanStore plans;
    private final List<SafetyRule> rules;
    private final TransactionOperations transactions;

    PlannedCalls(CallPlanStore plans, List<SafetyRule> rules, TransactionOperations transactions) {
        this.plans = plans;
        this.rules = List.copyOf(rules);
        this.transactions = transactions;
    }

    /**
     * Carries a call out.
     *
     * @param call its name for safety rules and callers
     * @param work tells its effects while it changes rows. What it does beside rows must wait for the commit
     * @throws ErrorResponseException 412 when the plan is not the caller's, 409 when a safety rule is broken. 400 for
     *     an override of a rule that does not exist. Nothing was changed then
     */
    public <T> T call(String call, CallConditions asked, Function<CallEffects, T> work) {
        requireKnown(asked.overridden());
        try {
            return transactions.execute(status -> {
                CallEffects told = new CallEffects(call, asked, rules);
                String tenant = CallerSources.current().tenant();
                if (tenant != null) {
                    told.effect(CallPlan.TENANT, tenant);
                }
                T answer = work.apply(told);
                CallPlan plan = CallPlan.of(call, told, rules, asked.overridden());
                if (asked.dryRun()) {
                    throw new PlannedOnlyException(plan);
                }
                requireAsPlanned(asked, plan);
                requireSafe(plan, asked);
                return answer;
            });
        } catch (PlannedOnlyException planned) {
            plans.keep(planned.plan());
            throw planned;
        }
    }

    /** The same for a call without an answer. */
    public void run(String call, CallConditions asked, Consumer<CallEffects> work) {
        call(call, asked, told -> {
            work.accept(told);
            return call;
        });
    }

    private void requireKnown(Set<String> overridden) {
        Set<String> unknown = new TreeSet<>(overridden);
        rules.forEach(rule -> unknown.remove(rule.name()));
        if (!unknown.isEmpty()) {
            throw ApiProblem.badRequest(
                    "%s: %s (expected: some of %s)"
                            .formatted(
                                    CallConditions.OVERRIDE,
                                    unknown,
                                    rules.stream().map(SafetyRule::name).toList()),
                    "A dry run lists the rules that apply.");
        }
    }

    private void requireAsPlanned(CallConditions asked, CallPlan plan) {
        String hash = asked.planHash();
        if (hash == null || hash.equals(plan.hash())) {
            return;
        }
        List<PlanDifference> differences = plans.find(hash)
                .filter(plan::isOfTheTenantOf)
                .map(plan::differencesFrom)
                .orElse(List.of());
        String changed = differences.stream().map(PlanDifference::effect).collect(Collectors.joining(", "));
        throw ApiProblem.preconditionFailed(
                differences.isEmpty()
                        ? "plan: %s is not known any more (expected: one of the last 24 h)".formatted(hash)
                        : "plan: not as it was planned, in %s (expected: no change since the dry run)"
                                .formatted(changed),
                "Ask for another dry run, look at it, and send its ETag.",
                differences);
    }

    private static void requireSafe(CallPlan plan, CallConditions asked) {
        List<RuleReading> broken = plan.broken();
        if (!broken.isEmpty()) {
            throw ApiProblem.conflict(
                    "safety rule broken: %s"
                            .formatted(
                                    broken.stream().map(RuleReading::sentence).collect(Collectors.joining("; "))),
                    "If it must be, name it: %s=%s&%s=WHY. The audit log keeps it."
                            .formatted(
                                    CallConditions.OVERRIDE, broken.getFirst().rule(), CallConditions.OVERRIDE_REASON));
        }
        plan.rules().stream()
                .filter(RuleReading::broken)
                .forEach(rule -> LOG.warn(
                        "safety-rule-overridden rule={} call={} figure={} value={} most={} reason=\"{}\"",
                        rule.rule(),
                        plan.call(),
                        rule.figure(),
                        rule.value(),
                        rule.most(),
                        asked.overrideReason()));
    }
}
