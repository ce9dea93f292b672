package dev.gapless.scheduler.accounts;

import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Accounts and their credentials, under {@code gapless.scheduler.accounts}.
 *
 * @param keysetFile the keys that credentials are sealed with, the same for every scheduler; made on the first start
 *     only where {@code gapless.make-keys} allows it
 * @param keysetLook between two looks whether the keys in the keyset file have changed
 * @param assignmentInterval between two looks for accounts that the captures must be told of
 * @param assignmentComparison between two comparisons of all that the captures are told with the table
 */
@Validated
@ConfigurationProperties("gapless.scheduler.accounts")
record AccountsProperties(
        @NotNull Path keysetFile,
        @DefaultValue("10s") @DurationMin(millis = 10) Duration keysetLook,
        @DefaultValue("500ms") @DurationMin(millis = 10) Duration assignmentInterval,
        @DefaultValue("1m") @DurationMin(millis = 10) Duration assignmentComparison) {}
