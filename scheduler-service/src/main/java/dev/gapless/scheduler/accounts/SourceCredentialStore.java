package dev.gapless.scheduler.accounts;

import dev.gapless.common.secret.Secret;
import dev.gapless.scheduler.time.InstantParameters;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table {@code source_credential}: credentials that belong to a source. Each is sealed for its name. */
final class SourceCredentialStore {

    /** A credential, and since when it is there. */
    record NamedCredential(String name, Instant createdAt) {}

    /** For the miners alone. */
    record OpenCredential(String name, Secret credential) {}

    private static final String PUT = """
            insert into source_credential as held (source, name, credential, created_at)
            values (:source, :name, :credential, :now)
                on conflict (source, name) do update set credential = excluded.credential
            returning xmax = 0
            """;

    private static final Logger LOG = LoggerFactory.getLogger(SourceCredentialStore.class);

    private final JdbcClient jdbc;
    private final CredentialCipher cipher;

    SourceCredentialStore(JdbcClient jdbc, CredentialCipher cipher) {
        this.jdbc = jdbc;
        this.cipher = cipher;
    }

    /** Before a transaction in which a credential is sealed. */
    void prepare(String source) {
        cipher.prepare(source);
    }

    /** @return true when there was none of that name */
    boolean put(String source, String name, Secret credential, Instant now) {
        cipher.check(source);
        return jdbc.sql(PUT)
                .param("source", source)
                .param("name", name)
                .param("credential", cipher.sealNamed(credential, source, name))
                .param("now", InstantParameters.of(now))
                .query(Boolean.class)
                .single();
    }

    /** @return false when there is none of that name */
    boolean remove(String source, String name) {
        return jdbc.sql("delete from source_credential where source = :source and name = :name")
                        .param("source", source)
                        .param("name", name)
                        .update()
                > 0;
    }

    List<NamedCredential> names(String source) {
        return jdbc.sql("select name, created_at from source_credential where source = :source order by name")
                .param("source", source)
                .query((row, number) ->
                        new NamedCredential(row.getString("name"), InstantParameters.instant(row, "created_at")))
                .list();
    }

    /** Without those that do not open with the keys of this scheduler: the others are used meanwhile. */
    List<OpenCredential> open(String source) {
        List<OpenCredential> opened = new ArrayList<>();
        jdbc.sql("select name, credential from source_credential where source = :source order by name")
                .param("source", source)
                .query(row -> {
                    String name = row.getString("name");
                    try {
                        opened.add(
                                new OpenCredential(name, cipher.openNamed(row.getBytes("credential"), source, name)));
                    } catch (IllegalStateException e) {
                        LOG.warn("source-credential-not-opened source={} name={}", source, name, e);
                    }
                });
        return opened;
    }
}
