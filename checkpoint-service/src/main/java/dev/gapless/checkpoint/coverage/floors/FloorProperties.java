package dev.gapless.checkpoint.coverage.floors;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How floors are compared with Kafka, under {@code gapless.checkpoint.floors}.
 *
 * @param watchInterval how often Kafka is asked what it still has of the captured topics
 * @param keepRecords for so long a captured record, a coverage report or a dead letter is kept in Kafka after it came,
 *     decided or not. A database that is restored from a backup decides again what came since; an older backup than
 *     this leaves gaps, which are mined.
 */
@Validated
@ConfigurationProperties("gapless.checkpoint.floors")
record FloorProperties(
        @DefaultValue("10s") @NotNull @DurationMin(millis = 100)
        Duration watchInterval,

        @DefaultValue("7d") @NotNull @DurationMin(seconds = 1)
        Duration keepRecords) {}
