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
 * @param watchInterval how often Kafka is asked for the first offsets of the captured topics
 * @param keepRecords how long a captured record, a coverage report or a dead letter stays in Kafka at least, decided or
 *     not. A database that is restored from a backup decides later records again; a backup that is older than this
 *     leaves gaps, which are mined
 */
@Validated
@ConfigurationProperties("gapless.checkpoint.floors")
record FloorProperties(
        @DefaultValue("10s") @NotNull @DurationMin(millis = 100)
        Duration watchInterval,

        @DefaultValue("7d") @NotNull @DurationMin(seconds = 1)
        Duration keepRecords) {}
