package dev.gapless.checkpoint.items.undo;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long concluded deletes can be undone, under {@code gapless.checkpoint.undo}.
 *
 * @param keep how long the content of an item is kept after its inferred delete
 * @param sweepEvery how often older contents are deleted
 */
@Validated
@ConfigurationProperties("gapless.checkpoint.undo")
record UndoProperties(
        @DefaultValue("30d") @NotNull @DurationMin(minutes = 1)
        Duration keep,

        @DefaultValue("1h") @NotNull @DurationMin(millis = 100)
        Duration sweepEvery) {}
