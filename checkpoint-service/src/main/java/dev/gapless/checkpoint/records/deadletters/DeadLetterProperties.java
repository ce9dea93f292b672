package dev.gapless.checkpoint.records.deadletters;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How dead letters are taken in, under {@code gapless.checkpoint.dead-letters}.
 *
 * @param maxPollRecords most letters in a transaction
 * @param pollEvery pause between two polls of the topic of dead letters
 * @param countEvery how often the gauges are counted
 */
@Validated
@ConfigurationProperties("gapless.checkpoint.dead-letters")
record DeadLetterProperties(
        @DefaultValue("200") @Min(1) @Max(5_000) int maxPollRecords,

        @DefaultValue("500ms") @NotNull @DurationMin(millis = 10)
        Duration pollEvery,

        @DefaultValue("30s") @NotNull @DurationMin(millis = 100)
        Duration countEvery) {}
