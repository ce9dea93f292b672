package dev.gapless.common.platform.dryrun;

import jakarta.validation.Valid;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * Safety rules, under {@code gapless.safety}.
 *
 * @param rules each with name, calls, figure and most; without any: sources-stopped and limited-slices
 */
@Validated
@ConfigurationProperties("gapless.safety")
record SafetyProperties(@Nullable List<@Valid SafetyRule> rules) {

    @Override
    public List<SafetyRule> rules() {
        return rules == null ? usual() : rules;
    }

    private static List<SafetyRule> usual() {
        return List.of(
                new SafetyRule("sources-stopped", List.of("stop"), "stoppedSourcesPercent", 50),
                new SafetyRule("limited-slices", List.of("skip-recovery-phase"), "limitedSlicesPercent", 50));
    }
}
