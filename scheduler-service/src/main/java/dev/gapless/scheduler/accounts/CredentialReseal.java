package dev.gapless.scheduler.accounts;

import dev.gapless.common.secret.Secret;
import dev.gapless.scheduler.accounts.AccountStore.SealedCredential;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Seals credentials with the data key of their source, and with the keyset's first key while no data keys are used. An
 * account's revision stays, so no capture is told. Two schedulers at once do the same work twice, and a credential that
 * an operator changes meanwhile wins. One that does not open stays as it is, and holds up no other.
 */
final class CredentialReseal {

    private static final Logger LOG = LoggerFactory.getLogger(CredentialReseal.class);
    private static final int PAGE = 500;

    private static final String OTHERS = """
            select source, account, credential
              from account
             where credential is not null
               and {sealed otherwise}
               and (source, account) > (:source, :account)
             order by source, account
             limit :most
            """;

    private static final String OTHERS_OF_DATA_KEYS =
            OTHERS.replace("{sealed otherwise}", "get_byte(credential, 0) <> :format");

    private static final String OTHERS_OF_KEYSET = OTHERS.replace(
            "{sealed otherwise}",
            "get_byte(credential, 0) <> :format and substring(credential from 1 for :length) <> :prefix");

    private static final String WRITE = """
            update account
               set credential = :sealed
             where source = :source and account = :account and credential = :before
            """;

    private final JdbcClient jdbc;
    private final CredentialCipher cipher;
    private final DataKeyStore keys;

    CredentialReseal(JdbcClient jdbc, CredentialCipher cipher, DataKeyStore keys) {
        this.jdbc = jdbc;
        this.cipher = cipher;
        this.keys = keys;
    }

    /** @return how many it sealed anew */
    int run() {
        int sealed = 0;
        String source = "";
        String account = "";
        List<SealedCredential> page;
        do {
            page = others(source, account);
            for (SealedCredential other : page) {
                sealed += write(other);
                source = other.source();
                account = other.account();
            }
        } while (page.size() == PAGE);
        return sealed;
    }

    private List<SealedCredential> others(String source, String account) {
        return others().param("format", DataKey.FORMAT)
                .param("source", source)
                .param("account", account)
                .param("most", PAGE)
                .query((row, number) -> new SealedCredential(
                        row.getString("source"), row.getString("account"), row.getBytes("credential")))
                .list();
    }

    private JdbcClient.StatementSpec others() {
        return keys.isUsed()
                ? jdbc.sql(OTHERS_OF_DATA_KEYS)
                : jdbc.sql(OTHERS_OF_KEYSET)
                        .param("length", KeyRing.PREFIX)
                        .param("prefix", cipher.ring().require().firstPrefix());
    }

    private int write(SealedCredential other) {
        cipher.prepare(other.source());
        return opened(other)
                .map(credential -> jdbc.sql(WRITE)
                        .param("sealed", cipher.seal(credential, other.source(), other.account()))
                        .param("source", other.source())
                        .param("account", other.account())
                        .param("before", other.sealed())
                        .update())
                .orElse(0);
    }

    private Optional<Secret> opened(SealedCredential other) {
        try {
            return Optional.of(cipher.open(other.sealed(), other.source(), other.account()));
        } catch (IllegalStateException e) {
            LOG.warn("credential-not-resealed source={} account={}", other.source(), other.account(), e);
            return Optional.empty();
        }
    }
}
