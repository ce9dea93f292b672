package dev.gapless.common.platform;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How a replica obeys stops, under {@code gapless.control}.
 *
 * @param holdAfter no upstream call begins when the topic {@code gapless.control} was not read for this time
 * @param closeAfter open connections are closed when the topic was not read for this time; not shorter than
 *     {@code hold-after}
 * @param receiptEvery how often the replica reports to the scheduler which generation it obeys
 */
@Validated
@ConfigurationProperties("gapless.control")
public record ControlProperties(
        @DefaultValue("5s") @NotNull @DurationMin(seconds = 1)
        Duration holdAfter,

        @DefaultValue("60s") @NotNull @DurationMin(seconds = 1)
        Duration closeAfter,

        @DefaultValue("2s") @NotNull @DurationMin(millis = 100)
        Duration receiptEvery) {

    public ControlProperties {
        if (closeAfter.compareTo(holdAfter) < 0) {
            throw new IllegalArgumentException(
                    "gapless.control.close-after: %s (expected: at least gapless.control.hold-after, which is %s)"
                            .formatted(closeAfter, holdAfter));
        }
    }
}
