package dev.gapless.scheduler.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.gapless.common.secret.Secret;
import dev.gapless.scheduler.SchedulerTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a scheduler does whose keyset file lags behind those of others. */
@ExtendWith(OutputCaptureExtension.class)
class KeysetCheckIT {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Secret CREDENTIAL = Secret.of("a-credential-of-this-test");

    private final JdbcClient jdbc = new SchedulerTables().jdbc();
    private final AccountStore accounts = new AccountStore(jdbc);
    private final KeysetCheck check = new KeysetCheck(jdbc, accounts);

    @TempDir
    private Path directory;

    private Path path;
    private KeysetFile file;
    private KeyRing former;
    private KeyRing added;
    private KeyRing both;

    @BeforeEach
    void twoKeys() {
        jdbc.sql("insert into source (name, manifest, revision, applied_at) values ('src', '', '', now())")
                .update();
        path = directory.resolve("keyset.json");
        file = new KeysetFile(path);
        file.create();
        former = file.ring();
        file.add();
        added = file.ring();
        file.promote();
        both = file.ring();
    }

    private void put(String account, byte[] sealed) {
        accounts.put("src", account, null, StartPosition.DEFAULT, sealed, NOON);
    }

    private static byte[] sealed(KeyRing ring, String account) {
        return TestCiphers.of(ring).seal(CREDENTIAL, "src", account);
    }

    /** A scheduler that does not know data keys, so none is used. */
    private void earlierRelease() {
        jdbc.sql(
                        "insert into scheduler_member (instance, joined_at, lease_until) values ('old', now(), now() + interval '1 hour')")
                .update();
    }

    private int sealedWith(KeyRing ring) {
        return jdbc.sql("select count(*) from account where substring(credential from 1 for 5) = :prefix")
                .param("prefix", ring.firstPrefix())
                .query(Integer.class)
                .single();
    }

    @Test
    void a_scheduler_starts_only_with_every_key_that_something_is_sealed_with() {
        put("ann", sealed(former, "ann"));
        put("bob", sealed(both, "bob"));

        assertThatIllegalStateException()
                .isThrownBy(() -> check.require(TestCiphers.of(former), path.toString()))
                .withMessageContaining("it lacks the keys [%08x]".formatted(both.first()));
        check.require(TestCiphers.of(both), path.toString());
    }

    @Test
    void a_credential_that_does_not_open_holds_up_no_other(CapturedOutput output) {
        byte[] broken = sealed(former, "ann");
        broken[broken.length - 1] ^= 1;
        put("ann", broken);
        put("bob", sealed(former, "bob"));
        DataKeyStore keys = TestCiphers.keys(jdbc, both, false);
        CredentialCipher cipher = TestCiphers.of(both, keys);

        assertThat(new CredentialReseal(jdbc, cipher, keys).run()).isEqualTo(1);
        assertThat(accounts.credential("src", "ann")).isEqualTo(broken);
        assertThat(cipher.open(Objects.requireNonNull(accounts.credential("src", "bob")), "src", "bob"))
                .isEqualTo(CREDENTIAL);
        assertThat(output).contains("credential-not-resealed source=src account=ann");
    }

    @Test
    void a_scheduler_whose_file_was_refused_seals_nothing_back(@TempDir Path elsewhere) throws IOException {
        Path lagging = elsewhere.resolve("keyset.json");
        KeysetFile promoted = new KeysetFile(lagging);
        Files.copy(path, lagging);
        earlierRelease();
        DataKeyStore keys = TestCiphers.keys(jdbc, added, false);
        CredentialCipher cipher = TestCiphers.of(added, keys);
        KeyRotation rotation =
                new KeyRotation(promoted::ring, null, cipher, keys, check, new CredentialReseal(jdbc, cipher, keys));
        promoted.prune();
        put("ann", sealed(former, "ann"));
        put("bob", sealed(both, "bob"));

        rotation.look();
        assertThat(cipher.ring().require().first()).as("the file is refused").isEqualTo(former.first());
        assertThat(sealedWith(both)).isEqualTo(1);

        Files.copy(path, lagging, StandardCopyOption.REPLACE_EXISTING);
        rotation.look();
        assertThat(cipher.ring().require().first()).isEqualTo(both.first());
        assertThat(sealedWith(both)).isEqualTo(2);
    }
}
