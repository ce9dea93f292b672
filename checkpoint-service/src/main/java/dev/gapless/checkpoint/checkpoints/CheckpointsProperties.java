package dev.gapless.checkpoint.checkpoints;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How checkpoints are kept, under {@code gapless.checkpoints}.
 *
 * @param firstRun how far back the horizon of a new checkpoint reaches, unless its maker names another
 * @param raiseTo the schema version that older states are raised to when they are read. While the release before may
 *     have to come back, leave it at that release's version: it refuses newer states
 */
@Validated
@ConfigurationProperties("gapless.checkpoints")
record CheckpointsProperties(
        @DefaultValue("30d") @NotNull @DurationMin(minutes = 1)
        Duration firstRun,

        @DefaultValue("3") @Min(1) @Max(StateSchema.CURRENT) int raiseTo) {}
