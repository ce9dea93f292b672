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
 * @param keysetFile the keys that data keys of credentials are wrapped with, the same for every scheduler; made on the
 *     first start only where {@code gapless.make-keys} allows it
 * @param keyset the same as text, for the environment; it goes before the file
 * @param keyService a service that wraps data keys instead; a keyset beside it opens what it wrapped before
 * @param dataKeys false before going back to a release without data keys: credentials are sealed with the keyset again
 * @param keysetLook between two looks whether the keys in the keyset file have changed
 * @param assignmentInterval between two looks for accounts that the captures must be told of
 * @param assignmentComparison between two comparisons of all that the captures are told with the table
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
     * @param url its address; with {@code https}, but for a process on the same machine
     * @param mount path of the transit engine there
     * @param key name of the key that wraps data keys; the service keeps it and its versions
     * @param tokenFile the token to call with; read anew with each call, so that an agent may renew it
     */
    record KeyServiceProperties(
            @NotNull URI url,
            @DefaultValue("transit") @NotBlank String mount,
            @NotBlank String key,
            @NotNull Path tokenFile) {}
}
