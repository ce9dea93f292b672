package dev.gapless.common.platform.dryrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.platform.dryrun.CallPlan.PlanDifference;
import dev.gapless.common.platform.dryrun.SafetyRule.RuleReading;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CallPlanTest {

    private static final List<SafetyRule> RULES = List.of(
            new SafetyRule("most-accounts", List.of("remove"), "accountsPercent", 50),
            new SafetyRule("other-call", List.of("stop"), "accountsPercent", 0),
            new SafetyRule("other-figure", List.of("remove"), "sourcesPercent", 0));

    private static CallEffects told(long revision, double percent) {
        CallEffects told = new CallEffects("remove", conditions(true, null), RULES);
        told.effect("revision", revision);
        told.effect("streams", List.of("a", "b"));
        told.effect("reason", null);
        told.figure("accountsPercent", percent);
        return told;
    }

    private static CallConditions conditions(boolean dryRun, @Nullable String plan) {
        return new CallConditions(dryRun, plan, Set.of(), null);
    }

    private static CallPlan plan(long revision, double percent) {
        return CallPlan.of("remove", told(revision, percent), RULES, Set.of());
    }

    @Test
    void a_hash_is_of_the_call_and_its_effects_and_not_of_figures() {
        assertThat(plan(1, 10).hash())
                .matches(CallPlan.HASH_FORM)
                .isEqualTo(plan(1, 90).hash());
        assertThat(plan(2, 10).hash()).isNotEqualTo(plan(1, 10).hash());
        assertThat(CallPlan.of("stop", told(1, 10), List.of(), Set.of()).hash())
                .isNotEqualTo(plan(1, 10).hash());
    }

    @Test
    void a_difference_names_the_effect_as_it_was_planned_and_as_it_is() {
        CallEffects more = told(2, 10);
        more.effect("added", true);
        List<PlanDifference> found = CallPlan.of("remove", more, RULES, Set.of())
                .differencesFrom(plan(1, 10).stored());

        assertThat(found).extracting(PlanDifference::effect).containsExactly("added", "revision");
        assertThat(found.getFirst().planned()).isNull();
        assertThat(found.getLast()).hasToString("PlanDifference[effect=revision, planned=1, now=2]");
    }

    @Test
    void a_figure_is_counted_for_a_plan_and_for_a_rule_of_the_call_and_for_nothing_else() {
        CallEffects real = new CallEffects("remove", conditions(false, null), RULES);

        assertThat(real.needs("accountsPercent")).isTrue();
        assertThat(real.needs("gaps")).isFalse();
        assertThat(new CallEffects("stop", conditions(false, null), RULES).needs("sourcesPercent"))
                .as("a rule of another call")
                .isFalse();
        assertThat(new CallEffects("stop", conditions(true, null), RULES).needs("gaps"))
                .as("a dry run tells it")
                .isTrue();
        assertThat(new CallEffects("stop", conditions(false, "0".repeat(32)), RULES).needs("gaps"))
                .as("a call under a plan is compared with it")
                .isTrue();
    }

    @Test
    void a_rule_is_read_where_call_and_figure_are_its_own() {
        assertThat(plan(1, 50).rules())
                .containsExactly(new RuleReading("most-accounts", "accountsPercent", 50, 50, false, false));
        assertThat(plan(1, 50.1).broken()).extracting(RuleReading::rule).containsExactly("most-accounts");
        assertThat(CallPlan.of("remove", told(1, 50.1), RULES, Set.of("most-accounts"))
                        .broken())
                .isEmpty();
    }
}
