package dev.gapless.capture.session;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What an operator may set for questions to the ledger, under {@code gapless.capture.states}.
 *
 * @param timeout time in which all earlier reports of a stream must be applied when a session asks for its state;
 *     otherwise the connection begins again
 */
@Validated
@ConfigurationProperties("gapless.capture.states")
record StreamStateProperties(
        @DefaultValue("30s") @NotNull @DurationMin(millis = 100)
        Duration timeout) {}
