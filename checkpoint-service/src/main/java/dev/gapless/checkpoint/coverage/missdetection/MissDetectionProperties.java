package dev.gapless.checkpoint.coverage.missdetection;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How missed items are looked for, under {@code gapless.checkpoint.miss-detection}.
 *
 * @param scanInterval how often missed items are looked for
 * @param grace a window has missed an item if it had claimed the item's position for longer than this before the
 *     backfill path brought it. The time covers differences of clocks, and the distance between the readers of the two
 *     topics
 */
@Validated
@ConfigurationProperties("gapless.checkpoint.miss-detection")
record MissDetectionProperties(
        @DefaultValue("10s") @NotNull @DurationMin(millis = 10)
        Duration scanInterval,

        @DefaultValue("60s") @NotNull @DurationMin(seconds = 1)
        Duration grace) {}
