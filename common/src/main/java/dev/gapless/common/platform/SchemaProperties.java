package dev.gapless.common.platform;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Who makes the tables of a service, under {@code gapless.schema}.
 *
 * @param migrate true: the service makes its tables at its start, and needs the owner's login in {@code spring.flyway}.
 *     False: another process makes them, and the service waits, alive and not ready, until they are new enough
 * @param checkEvery time between two checks while it waits
 */
@Validated
@ConfigurationProperties("gapless.schema")
record SchemaProperties(
        @DefaultValue("true") boolean migrate,

        @DefaultValue("1s") @NotNull @DurationMin(millis = 10)
        Duration checkEvery) {}
