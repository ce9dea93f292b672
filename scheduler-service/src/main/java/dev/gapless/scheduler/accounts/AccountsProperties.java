package dev.gapless.scheduler.accounts;

import dev.gapless.common.secret.Secret;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Accounts and their credentials, under {@code gapless.scheduler.accounts}.
 *
 * @param keyset text of a keyset file, for the environment; it takes precedence over the file
 * @param keysetFile file with the keys that wrap the data keys of credentials, the same for every scheduler. A missing
 *     file is made at the first start only if {@code gapless.make-keys} allows it
 * @param keyService a service that wraps data keys instead; a keyset beside it opens what it wrapped before
 * @param dataKeys false before you go back to a release without data keys: credentials are sealed with the keyset again
 * @param keysetLook time between two checks for changed keys in the keyset file
 * @param assignmentInterval time between two searches for assignments to publish
 * @param assignmentComparison time between two comparisons of the assignments topic with the table
 */
@Validated
@ConfigurationProperties("gapless.scheduler.accounts")
record AccountsProperties(
        @Nullable Path keysetFile,
        @Nullable Secret keyset,
        @Nullable @Valid KeyServiceProperties keyService,
        @DefaultValue("true") boolean dataKeys,
        @DefaultValue("10s") @DurationMin(millis = 10) Duration keysetLook,
        @DefaultValue("500ms") @DurationMin(millis = 10) Duration assignmentInterval,
        @DefaultValue("1m") @DurationMin(millis = 10) Duration assignmentComparison) {

    /**
     * A service for keys (KMS) that speaks the transit protocol of Vault and OpenBao.
     *
     * @param url address of the service; with {@code https}, except for a process on the same machine
     * @param mount path of the transit engine of the service
     * @param key name of the key that wraps data keys; the service keeps it and its versions
     * @param tokenFile file with the token for the calls; it is read for each call, so an agent may renew it
     */
    record KeyServiceProperties(
            @NotNull URI url,
            @DefaultValue("transit") @NotBlank String mount,
            @NotBlank String key,
            @NotNull Path tokenFile) {}
}
