package dev.gapless.scheduler.accounts;

import dev.gapless.common.secret.Secret;
import dev.gapless.scheduler.accounts.AccountStore.SealedCredential;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Seals credentials with the data key of their source, and with the keyset's first key while no data keys are used.
 * Where none may be used, what they sealed is sealed with the keyset again, so that an earlier release opens it. An
 * account's revision stays, so no capture is told. Two schedulers at once do the same work twice, and a credential that
 * an operator changes meanwhile wins. One that does not open stays as it is, and holds up no other.
 */
final class CredentialReseal {

    private static final Logger LOG = LoggerFactory.getLogger(CredentialReseal.class);
    private static final int PAGE = 500;

    private static final String OF_DATA_KEYS = "get_byte(credential, 0) <> :format";
    private static final String OF_ANY = "substring(credential from 1 for :length) <> :prefix";
    private static final String OF_KEYSET = OF_DATA_KEYS + " and " + OF_ANY;

    /**
     * Where credentials are.
     *
     * @param named whose they are: the column with the account's id, or with their own name
     * @param ofSource they belong to the source itself
     */
    private record CredentialTable(String table, String named, boolean ofSource) {

        String others(String condition) {
            return """
                    select source, %1$s, credential
                      from %2$s
                     where credential is not null
                       and %3$s
                       and (source, %1$s) > (:source, :account)
                     order by source, %1$s
                     limit :most
                    """.formatted(named, table, condition);
        }

        String write() {
            return """
                    update %2$s
                       set credential = :sealed
                     where source = :source and %1$s = :account and credential = :before
                    """.formatted(named, table);
        }
    }

    private static final List<CredentialTable> TABLES = List.of(
            new CredentialTable("account", "account", false), new CredentialTable("source_credential", "name", true));

    private final JdbcClient jdbc;
    private final CredentialCipher cipher;
    private final DataKeyStore keys;
    private final Set<String> closed = new HashSet<>();
    private boolean waits;

    CredentialReseal(JdbcClient jdbc, CredentialCipher cipher, DataKeyStore keys) {
        this.jdbc = jdbc;
        this.cipher = cipher;
        this.keys = keys;
    }

    /** @return how many it sealed anew */
    int run() {
        closed.clear();
        waits = false;
        return TABLES.stream().mapToInt(this::run).sum();
    }

    private int run(CredentialTable table) {
        int sealed = 0;
        String source = "";
        String account = "";
        List<SealedCredential> page;
        do {
            page = others(table, source, account);
            for (SealedCredential other : page) {
                sealed += write(table, other);
                source = other.source();
                account = other.account();
            }
        } while (page.size() == PAGE);
        return sealed;
    }

    private List<SealedCredential> others(CredentialTable table, String source, String account) {
        return others(table)
                .param("source", source)
                .param("account", account)
                .param("most", PAGE)
                .query((row, number) -> new SealedCredential(
                        row.getString("source"), row.getString(table.named()), row.getBytes("credential")))
                .list();
    }

    private JdbcClient.StatementSpec others(CredentialTable table) {
        return keys.isUsed()
                ? jdbc.sql(table.others(OF_DATA_KEYS)).param("format", DataKey.FORMAT)
                : jdbc.sql(table.others(keys.isAllowed() ? OF_KEYSET : OF_ANY))
                        .param("format", DataKey.FORMAT)
                        .param("length", KeyRing.PREFIX)
                        .param("prefix", cipher.ring().require().firstPrefix());
    }

    private int write(CredentialTable table, SealedCredential other) {
        if (!prepared(other)) {
            return 0;
        }
        return opened(table, other)
                .map(credential -> jdbc.sql(table.write())
                        .param("sealed", sealed(table, other, credential))
                        .param("source", other.source())
                        .param("account", other.account())
                        .param("before", other.sealed())
                        .update())
                .orElse(0);
    }

    /** A source whose data key is not to be had holds up no other, and is told once. */
    private boolean prepared(SealedCredential other) {
        if (closed.contains(other.source())) {
            return false;
        }
        try {
            cipher.require(other.source());
            return true;
        } catch (IllegalStateException | KeyServiceUnavailableException e) {
            refused(other, e);
            closed.add(other.source());
            return false;
        }
    }

    private void refused(SealedCredential other, RuntimeException reason) {
        waits |= reason instanceof KeyServiceUnavailableException;
        LOG.warn("credential-not-resealed source={} account={}", other.source(), other.account(), reason);
    }

    /** Whether the last run left something that a service for keys may open later. */
    boolean waits() {
        return waits;
    }

    private byte[] sealed(CredentialTable table, SealedCredential other, Secret credential) {
        return table.ofSource()
                ? cipher.sealNamed(credential, other.source(), other.account())
                : cipher.seal(credential, other.source(), other.account());
    }

    private Optional<Secret> opened(CredentialTable table, SealedCredential other) {
        try {
            return Optional.of(
                    table.ofSource()
                            ? cipher.openNamed(other.sealed(), other.source(), other.account())
                            : cipher.open(other.sealed(), other.source(), other.account()));
        } catch (IllegalStateException | KeyServiceUnavailableException e) {
            refused(other, e);
            return Optional.empty();
        }
    }
}
