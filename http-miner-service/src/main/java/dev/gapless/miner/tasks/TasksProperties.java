package dev.gapless.miner.tasks;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The queue of tasks.
 *
 * @param workers members of the share group in this process
 * @param batch tasks that one worker takes and runs at once
 * @param lock a task that its miner has not settled in this time goes to another miner
 * @param maxAge the scheduler is asked whether a task still counts if the task seems older than this, or this far in
 *     the future
 * @param stopTimeout at a stop, how long running slices may take to finish their page
 */
@Validated
@ConfigurationProperties("gapless.miner.tasks")
record TasksProperties(
        @DefaultValue("4") @Min(1) @Max(64) int workers,
        @DefaultValue("8") @Min(1) @Max(256) int batch,
        @DefaultValue("25s") @DurationMin(seconds = 15) Duration lock,
        @DefaultValue("60s") @DurationMin(seconds = 1) Duration maxAge,
        @DefaultValue("3500ms") @DurationMin(millis = 0) Duration stopTimeout) {}
