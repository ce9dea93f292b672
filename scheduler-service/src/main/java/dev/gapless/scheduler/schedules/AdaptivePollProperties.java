package dev.gapless.scheduler.schedules;

import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Adaptive polling, under {@code gapless.scheduler.adaptive-polling}.
 *
 * @param interval time between two computations of the accounts' periods
 * @param reliable period of an account with an open and reliable live connection
 * @param unreliable period of all other accounts
 * @param reliability a live connection with more than this is reliable, from 0 to 1
 * @param memory the reliability of a live connection is measured over about this time
 * @param min shortest period
 * @param max longest period
 * @param activity factors of the period
 */
@Validated
@ConfigurationProperties("gapless.scheduler.adaptive-polling")
record AdaptivePollProperties(
        @DefaultValue("1m") @DurationMin(millis = 50) Duration interval,
        @DefaultValue("6h") @DurationMin(seconds = 1) Duration reliable,
        @DefaultValue("1h") @DurationMin(seconds = 1) Duration unreliable,

        @DefaultValue("0.8") @DecimalMin("0") @DecimalMax("1")
        double reliability,

        @DefaultValue("24h") @DurationMin(seconds = 1) Duration memory,
        @DefaultValue("15m") @DurationMin(seconds = 1) Duration min,
        @DefaultValue("12h") @DurationMin(seconds = 1) Duration max,
        @DefaultValue @Valid ActivityFactors activity) {

    /**
     * How the period follows from the items of a day.
     *
     * @param busyItems an account with more items a day is busy
     * @param busyFactor factor of the period of a busy account
     * @param activeItems an account with more items a day is active
     * @param activeFactor factor of the period of an active account
     * @param quietFactor factor of all others
     */
    record ActivityFactors(
            @DefaultValue("100") @PositiveOrZero double busyItems,
            @DefaultValue("0.5") @Positive double busyFactor,
            @DefaultValue("10") @PositiveOrZero double activeItems,
            @DefaultValue("0.75") @Positive double activeFactor,
            @DefaultValue("1.5") @Positive double quietFactor) {

        double factor(double itemsPerDay) {
            if (itemsPerDay > busyItems) {
                return busyFactor;
            }
            return itemsPerDay > activeItems ? activeFactor : quietFactor;
        }
    }

    /** The period of an account that stands so. */
    Duration period(boolean connected, double reliabilityOfAccount, double itemsPerDay) {
        Duration base = connected && reliabilityOfAccount > reliability ? reliable : unreliable;
        long seconds = Math.round(base.toSeconds() * activity.factor(itemsPerDay));
        return Duration.ofSeconds(Math.clamp(seconds, min.toSeconds(), max.toSeconds()));
    }
}
