package dev.gapless.common.platform.dryrun;

import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import java.util.List;

/**
 * A bound that calls must keep unless they override it by its name.
 *
 * @param name by which it is overridden
 * @param calls to which it applies, as dry runs name them
 * @param figure of the dry run; where a call has no such figure the rule does not apply
 * @param most the highest figure that is let through
 */
record SafetyRule(
        @Pattern(regexp = "[a-z][a-z0-9-]{0,62}") String name,
        @NotEmpty List<String> calls,
        @NotEmpty String figure,
        double most) {

    /** How a rule judged a call. */
    record RuleReading(String rule, String figure, double value, double most, boolean broken, boolean overridden) {

        String sentence() {
            return "%s: %s is %.2f (limit %.2f)".formatted(rule, figure, value, most);
        }
    }

    boolean judges(String judged, String itsFigure) {
        return calls.contains(judged) && figure.equals(itsFigure);
    }

    RuleReading read(double value, boolean overridden) {
        return new RuleReading(name, figure, value, most, value > most, overridden);
    }
}
