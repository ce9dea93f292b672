package dev.gapless.scheduler.accounts;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Ciphers that use no data keys, as those of an earlier release. */
final class TestCiphers {

    private TestCiphers() {}

    /** It asks no database. */
    static CredentialCipher of(KeyRing ring) {
        return of(ring, keys(JdbcClient.create(new DriverManagerDataSource()), ring, false));
    }

    static CredentialCipher of(KeyRing ring, DataKeyStore keys) {
        return new CredentialCipher(new CurrentKeyRing(ring), keys);
    }

    /** Data keys that a fixed keyset wraps. */
    static DataKeyStore keys(JdbcClient jdbc, KeyRing ring, boolean used) {
        return new DataKeyStore(jdbc, new KeysetKeyWrapper(() -> ring), used);
    }
}
