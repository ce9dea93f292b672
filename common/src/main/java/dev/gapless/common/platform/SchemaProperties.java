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
 * @param migrate true: the service itself at its start, for which it needs the owner's login in {@code spring.flyway}.
 *     False: another process does, and the service waits, alive and not ready, until the tables are as it needs them
 * @param checkEvery between two looks while it waits
 */
@Validated
@ConfigurationProperties("gapless.schema")
record SchemaProperties(
        @DefaultValue("true") boolean migrate,

        @DefaultValue("1s") @NotNull @DurationMin(millis = 10)
        Duration checkEvery) {}
