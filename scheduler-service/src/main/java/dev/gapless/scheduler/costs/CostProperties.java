package dev.gapless.scheduler.costs;

import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Duration;
import java.util.Map;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Prices and budgets of mining, under {@code gapless.scheduler.costs}.
 *
 * @param currency currency of all prices and budgets
 * @param perMillionSlices price of a million slices of mining
 * @param perMillionItems price of a million items that mining delivered
 * @param perThousandCalls price of a thousand pages read from a source, where the source has no price of its own
 * @param perThousandCallsOf the same for each source
 * @param accountBudget costs of an account in a day above which there is an alert
 * @param budget costs of the installation in a day above which there is an alert
 * @param writeEvery how often counts are written; a process that dies loses the counts that it had not written
 * @param keep older days are deleted
 */
@Validated
@ConfigurationProperties("gapless.scheduler.costs")
record CostProperties(
        @DefaultValue("USD") @NotEmpty String currency,
        @DefaultValue("0.20") @PositiveOrZero double perMillionSlices,
        @DefaultValue("0.05") @PositiveOrZero double perMillionItems,
        @DefaultValue("0") @PositiveOrZero double perThousandCalls,
        @Nullable Map<String, Double> perThousandCallsOf,
        @DefaultValue("10") @PositiveOrZero double accountBudget,
        @DefaultValue("500") @PositiveOrZero double budget,
        @DefaultValue("10s") @DurationMin(millis = 50) Duration writeEvery,
        @DefaultValue("90d") @DurationMin(days = 1) Duration keep) {

    private static final double MILLION = 1e6;
    private static final double THOUSAND = 1e3;

    double price(String source, MiningCounts counts) {
        return counts.slices() * perMillionSlices / MILLION
                + counts.items() * perMillionItems / MILLION
                + counts.calls() * perCall(source) / THOUSAND;
    }

    private double perCall(String source) {
        return perThousandCallsOf == null
                ? perThousandCalls
                : perThousandCallsOf.getOrDefault(source, perThousandCalls);
    }
}
