package dev.gapless.scheduler.accounts;

import dev.gapless.common.platform.PlatformProperties;
import dev.gapless.common.platform.RepeatingTask;
import dev.gapless.common.platform.TrainingRun;
import dev.gapless.common.secret.Secret;
import dev.gapless.scheduler.accounts.AccountsProperties.KeyServiceProperties;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.client.RestClient;

/** How the keys of credentials are put together: a keyset, a service for keys, or both. */
@Configuration(proxyBeanMethods = false)
class KeysWiring {

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(10);

    /**
     * Where the keys come from.
     *
     * @param keyset null where a service has all keys
     * @param name of the keyset in messages
     * @param service null where the keys are in a keyset
     */
    record KeyOrigin(
            @Nullable Supplier<KeyRing> keyset,
            String name,
            CurrentKeyRing ring,
            @Nullable TransitKeyWrapper service) {

        private KeyWrapper wrapper() {
            return service == null ? new KeysetKeyWrapper(ring::require) : service;
        }
    }

    @Bean
    KeysetCheck keysetCheck(JdbcClient jdbc, AccountStore store) {
        return new KeysetCheck(jdbc, store);
    }

    @Bean
    KeyOrigin keyOrigin(
            AccountsProperties properties, PlatformProperties platform, KeysetCheck check, Environment environment) {
        if (TrainingRun.isThis(environment) && properties.keysetFile() != null) {
            new KeysetFile(properties.keysetFile()).create();
        }
        Supplier<KeyRing> keyset = keyset(properties, platform, check);
        CurrentKeyRing ring = new CurrentKeyRing(keyset == null ? null : keyset.get());
        String name = properties.keyset() == null ? "keyset file " + properties.keysetFile() : "the keyset";
        return new KeyOrigin(keyset, name, ring, service(properties.keyService(), keyset, ring));
    }

    private static @Nullable TransitKeyWrapper service(
            @Nullable KeyServiceProperties properties, @Nullable Supplier<KeyRing> keyset, CurrentKeyRing ring) {
        if (properties == null) {
            return null;
        }
        JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(
                HttpClient.newBuilder().connectTimeout(CONNECT).build());
        requests.setReadTimeout(ANSWER);
        return new TransitKeyWrapper(
                RestClient.builder()
                        .baseUrl(properties.url().toString())
                        .requestFactory(requests)
                        .build(),
                properties,
                keyset == null ? null : new KeysetKeyWrapper(ring::require));
    }

    private static @Nullable Supplier<KeyRing> keyset(
            AccountsProperties properties, PlatformProperties platform, KeysetCheck check) {
        Secret text = properties.keyset();
        if (text != null) {
            return () -> KeyRing.of(text);
        }
        Path path = properties.keysetFile();
        if (path == null && properties.keyService() == null) {
            throw new IllegalStateException(
                    "gapless.scheduler.accounts has no key: give it keyset-file, keyset or key-service");
        }
        if (path == null) {
            return null;
        }
        KeysetFile file = new KeysetFile(path);
        if (file.exists() || properties.keyService() == null) {
            requireMade(file, path, platform, check);
            return file::ring;
        }
        return null;
    }

    /** A missing keyset file is made only where that is allowed, and nothing is there that a new key could not open. */
    private static void requireMade(KeysetFile keyset, Path path, PlatformProperties platform, KeysetCheck check) {
        if (!keyset.exists()) {
            if (check.belongsToAKeyset()) {
                throw new IllegalStateException(("keyset file %s is missing, and credentials in this database need it:"
                                + " copy it from another scheduler, or restore it from its backup")
                        .formatted(path));
            }
            if (!platform.makeKeys()) {
                throw new IllegalStateException(
                        "keyset file %s is missing: make it once by \"gapless compose init\", and mount it into every scheduler"
                                .formatted(path));
            }
            keyset.create();
        }
    }

    /** Without a keyset there is no other way to seal than by data keys. */
    @Bean
    DataKeyStore dataKeyStore(JdbcClient jdbc, KeyOrigin origin, AccountsProperties properties) {
        if (origin.keyset() == null && !properties.dataKeys()) {
            throw new IllegalStateException(
                    "gapless.scheduler.accounts.data-keys is false, and there is no keyset to seal with instead:"
                            + " give keyset-file or keyset");
        }
        return new DataKeyStore(jdbc, origin.wrapper(), origin.keyset() == null, properties.dataKeys());
    }

    /** A training run has no database to compare the keys with, and seals nothing. */
    @Bean
    CredentialCipher credentialCipher(KeyOrigin origin, DataKeyStore keys, KeysetCheck check, Environment environment) {
        CredentialCipher cipher = new CredentialCipher(origin.ring(), keys);
        if (TrainingRun.isThis(environment)) {
            return cipher;
        }
        if (origin.keyset() == null) {
            check.requireNone();
            return cipher;
        }
        check.require(cipher, origin.name());
        return cipher;
    }

    @Bean
    RepeatingTask keyRotationTicker(
            JdbcClient jdbc,
            KeyOrigin origin,
            CredentialCipher cipher,
            DataKeyStore keys,
            KeysetCheck check,
            AccountsProperties properties,
            MeterRegistry meters) {
        KeyRotation rotation = new KeyRotation(
                origin.keyset(), origin.service(), cipher, keys, check, new CredentialReseal(jdbc, cipher, keys));
        return RepeatingTask.afterPause("key-rotation", properties.keysetLook(), rotation::look, meters);
    }
}
