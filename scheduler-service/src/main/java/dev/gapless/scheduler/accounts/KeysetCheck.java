package dev.gapless.scheduler.accounts;

import dev.gapless.common.secret.Secret;
import java.nio.file.Path;
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

    private static final String OTHER_FILE =
            "keyset file %s is not the one that this database's credentials are sealed with%s:"
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
     * @param file named in the message
     * @throws IllegalStateException when this database belongs to another keyset
     */
    void require(CredentialCipher cipher, Path file) {
        accounts.anySealed().ifPresent(any -> requireOpens(cipher, any.sealed(), any.source(), any.account(), file));
        List<String> missing = missing(cipher.ring());
        if (!missing.isEmpty()) {
            throw new IllegalStateException(OTHER_FILE.formatted(file, " (it lacks the keys %s)".formatted(missing)));
        }
        byte[] fresh = cipher.seal(TEXT, NOBODY, NOBODY);
        jdbc.sql("insert into keyset_check (sealed) values (:sealed) on conflict do nothing")
                .param("sealed", fresh)
                .update();
        requireOpens(cipher, sealed().orElseThrow(), NOBODY, NOBODY, file);
        jdbc.sql("update keyset_check set sealed = :sealed")
                .param("sealed", fresh)
                .update();
    }

    /** Seals the text anew if the key that seals has changed: a scheduler that lacks it must not start. */
    void renew(CredentialCipher cipher) {
        jdbc.sql("update keyset_check set sealed = :sealed where substring(sealed from 1 for :length) <> :prefix")
                .param("sealed", cipher.seal(TEXT, NOBODY, NOBODY))
                .param("length", KeyRing.PREFIX)
                .param("prefix", cipher.ring().firstPrefix())
                .update();
    }

    /** Ids of keys with which something is sealed, and that are not among these. */
    List<String> missing(KeyRing ring) {
        return jdbc.sql("""
                select distinct encode(substring(s.sealed from 2 for 4), 'hex')
                  from (select credential as sealed from account where credential is not null
                         union all
                        select credential from source_credential
                         union all
                        select sealed from keyset_check) s
                 where substring(s.sealed from 1 for :length) <> all (:prefixes)
                """)
                .param("length", KeyRing.PREFIX)
                .param("prefixes", ring.all().stream().map(KeyRing::prefix).toArray(byte[][]::new))
                .query((row, number) -> row.getString(1))
                .list();
    }

    private static void requireOpens(CredentialCipher cipher, byte[] sealed, String source, String account, Path file) {
        try {
            var _ = cipher.open(sealed, source, account);
        } catch (IllegalStateException e) {
            throw new IllegalStateException(OTHER_FILE.formatted(file, ""), e);
        }
    }

    private Optional<byte[]> sealed() {
        return jdbc.sql("select sealed from keyset_check").query(byte[].class).optional();
    }
}
