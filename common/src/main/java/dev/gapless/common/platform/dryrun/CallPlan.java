package dev.gapless.common.platform.dryrun;

import dev.gapless.common.platform.CallerTokens;
import dev.gapless.common.platform.dryrun.SafetyRule.RuleReading;
import dev.gapless.common.text.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The effects that a call would have now: the answer of a dry run.
 *
 * @param call which call it is, such as {@code stop}
 * @param hash of {@code call} and {@code effects}; it is the answer's ETag too
 * @param effects what the call rests on and what it changes
 * @param figures further figures, which may move until the call
 * @param rules the safety rules that apply, and whether the call breaks them
 */
public record CallPlan(
        String call, String hash, Map<String, Object> effects, Map<String, Double> figures, List<RuleReading> rules) {

    /** The content type of a plan, beside what the real call answers with. */
    public static final String MEDIA_TYPE = "application/vnd.gapless.plan+json";

    /** The effect that names the tenant within which the caller acts; absent for the whole installation. */
    static final String TENANT = "actsWithin";

    static final String HASH_FORM = "[0-9a-f]{32}";
    private static final int HASH_LENGTH = 32;
    private static final JsonMapper JSON = JsonMapper.shared();

    /**
     * An effect that is not as it was planned.
     *
     * @param planned null where the plan did not have it
     * @param now null where it is not there any more
     */
    record PlanDifference(
            String effect,
            @Nullable JsonNode planned,
            @Nullable JsonNode now) {}

    static CallPlan of(String call, CallEffects told, List<SafetyRule> rules, Set<String> overridden) {
        List<RuleReading> readings = new ArrayList<>();
        for (SafetyRule rule : rules) {
            Double figure = told.figures().get(rule.figure());
            if (figure != null && rule.calls().contains(call)) {
                readings.add(rule.read(figure, overridden.contains(rule.name())));
            }
        }
        String content = new String(CanonicalJson.of(content(call, told.effects())), StandardCharsets.UTF_8);
        String hash = CallerTokens.digest(content).substring(0, HASH_LENGTH);
        return new CallPlan(call, hash, Map.copyOf(told.effects()), Map.copyOf(told.figures()), List.copyOf(readings));
    }

    private static ObjectNode content(String call, Map<String, Object> effects) {
        ObjectNode content = JSON.createObjectNode();
        effects.forEach((name, value) -> content.set(name, JSON.valueToTree(value)));
        content.put("call", call);
        return content;
    }

    /** What the hash is over, for a later comparison. */
    String stored() {
        return JSON.writeValueAsString(content(call, effects));
    }

    /**
     * False for a plan that was made within another tenant: nothing may be told of it.
     *
     * @param stored what {@link #stored()} gave for it
     */
    boolean isOfTheTenantOf(String stored) {
        return JSON.readTree(stored).path(TENANT).equals(JSON.readTree(stored()).path(TENANT));
    }

    /** @param stored what {@link #stored()} gave for the plan of the caller */
    List<PlanDifference> differencesFrom(String stored) {
        JsonNode planned = JSON.readTree(stored);
        // as the plan was: a long that is small is an int once it was read again
        JsonNode now = JSON.readTree(stored());
        Set<String> names = new TreeSet<>(planned.propertyNames());
        names.addAll(now.propertyNames());
        return names.stream()
                .map(name -> new PlanDifference(name, planned.get(name), now.get(name)))
                .filter(each -> !Objects.equals(each.planned(), each.now()))
                .toList();
    }

    List<RuleReading> broken() {
        return rules.stream()
                .filter(rule -> rule.broken() && !rule.overridden())
                .toList();
    }
}
