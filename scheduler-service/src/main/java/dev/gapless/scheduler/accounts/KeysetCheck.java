package dev.gapless.scheduler.accounts;

import dev.gapless.common.secret.Secret;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Keeps all schedulers of a database to one keyset: the first leaves a sealed text there, which the others must be able
 * to open. Otherwise each would seal credentials that the others cannot hand out.
 */
final class KeysetCheck {

    private static final Secret TEXT = Secret.of("keyset-check");

    /** No account is named so. */
    private static final String NOBODY = "";

    /** What a key of a keyset has sealed or wrapped begins with this byte. */
    private static final String SEALED = """
            select credential as sealed from account where credential is not null and get_byte(credential, 0) = 1
             union all
            select credential from source_credential where get_byte(credential, 0) = 1
             union all
            select wrapped from data_key where get_byte(wrapped, 0) = 1 and replaced_at is null
            """;

    private static final String OTHER_FILE = "%s is not the one that this database's credentials are sealed with%s:"
            + " give every scheduler the same file, or restore it from its backup";

    private final JdbcClient jdbc;
    private final AccountStore accounts;

    KeysetCheck(JdbcClient jdbc, AccountStore accounts) {
        this.jdbc = jdbc;
        this.accounts = accounts;
    }

    /** True when a new keyset would open nothing of what is here. */
    boolean belongsToAKeyset() {
        return sealed().isPresent() || accounts.anySealed().isPresent();
    }

    /**
     * The text is sealed anew each time: a scheduler that lacks a key that was added must not start either. During a
     * rotation credentials are sealed with several keys, and all of them must be here.
     *
     * @param keyset as it is named in the message
     * @throws IllegalStateException when this database belongs to another keyset
     */
    void require(CredentialCipher cipher, String keyset) {
        accounts.anySealed()
                .filter(any -> !DataKey.sealed(any.sealed()))
                .ifPresent(any -> requireOpens(cipher, any.sealed(), any.source(), any.account(), keyset));
        List<String> missing = missing(cipher.ring().require());
        if (!missing.isEmpty()) {
            throw new IllegalStateException(OTHER_FILE.formatted(keyset, " (it lacks the keys %s)".formatted(missing)));
        }
        byte[] fresh = sealed(cipher);
        jdbc.sql("insert into keyset_check (sealed) values (:sealed) on conflict do nothing")
                .param("sealed", fresh)
                .update();
        requireOpens(cipher, sealed().orElseThrow(), NOBODY, NOBODY, keyset);
        jdbc.sql("update keyset_check set sealed = :sealed")
                .param("sealed", fresh)
                .update();
    }

    /** Seals the text anew if the key that seals has changed: a scheduler that lacks it must not start. */
    void renew(CredentialCipher cipher) {
        jdbc.sql("update keyset_check set sealed = :sealed where substring(sealed from 1 for :length) <> :prefix")
                .param("sealed", sealed(cipher))
                .param("length", KeyRing.PREFIX)
                .param("prefix", cipher.ring().require().firstPrefix())
                .update();
    }

    /** The text belongs to no source, so no data key seals it. */
    private static byte[] sealed(CredentialCipher cipher) {
        return cipher.sealByKeyset(TEXT, NOBODY, NOBODY);
    }

    /** Ids of keys with which something is sealed or wrapped, and that are not among these. */
    List<String> missing(KeyRing ring) {
        return jdbc.sql("select distinct encode(substring(s.sealed from 2 for 4), 'hex') from (" + SEALED + """
                         union all
                        select sealed from keyset_check) s
                 where substring(s.sealed from 1 for :length) <> all (:prefixes)
                """)
                .param("length", KeyRing.PREFIX)
                .param("prefixes", ring.all().stream().map(KeyRing::prefix).toArray(byte[][]::new))
                .query((row, number) -> row.getString(1))
                .list();
    }

    /**
     * For a scheduler without a keyset.
     *
     * @throws IllegalStateException when something opens with a keyset only
     */
    void requireNone() {
        if (jdbc.sql("select exists (" + SEALED + ")").query(Boolean.class).single()) {
            throw new IllegalStateException("this database has credentials that open with a keyset only:"
                    + " give every scheduler its keyset file too, until data-keys-rewrapped and credentials-resealed"
                    + " were logged");
        }
    }

    private static void requireOpens(
            CredentialCipher cipher, byte[] sealed, String source, String account, String keyset) {
        try {
            var _ = cipher.open(sealed, source, account);
        } catch (IllegalStateException e) {
            throw new IllegalStateException(OTHER_FILE.formatted(keyset, ""), e);
        }
    }

    private Optional<byte[]> sealed() {
        return jdbc.sql("select sealed from keyset_check").query(byte[].class).optional();
    }
}
