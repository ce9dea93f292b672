package dev.gapless.capture.session;

import dev.gapless.capture.coverage.ReportCadence;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What an operator may set for coverage reports, under {@code gapless.capture.reports}.
 *
 * @param every how often coverage that grew is told; what {@code kill -9} costs of it at most
 * @param quiet how often the row of a window that captures nothing is written; what people see of it lags so much
 */
@Validated
@ConfigurationProperties("gapless.capture.reports")
record CaptureSessionProperties(
        @DefaultValue("2s") @NotNull @DurationMin(millis = 100) @DurationMax(seconds = 5)
        Duration every,

        @DefaultValue("15s") @NotNull @DurationMin(millis = 100) @DurationMax(minutes = 5)
        Duration quiet) {

    ReportCadence cadence() {
        return new ReportCadence(every, quiet);
    }
}
