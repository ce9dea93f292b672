package dev.gapless.scheduler.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.gapless.common.secret.Secret;
import dev.gapless.scheduler.SchedulerTables;
import dev.gapless.scheduler.accounts.AccountsProperties.KeyServiceProperties;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.client.RestClient;

/** Data keys in the database, and the keys that they are wrapped with. */
class DataKeysIT {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Secret CREDENTIAL = Secret.of("a-credential-of-this-test");

    private final SchedulerTables tables = new SchedulerTables();
    private final JdbcClient jdbc = tables.jdbc();
    private final AccountStore accounts = new AccountStore(jdbc);
    private final KeysetCheck check = new KeysetCheck(jdbc, accounts);
    private final TransitService service = new TransitService();

    @TempDir
    private Path directory;

    private KeysetFile file;

    @BeforeEach
    void keys() throws IOException {
        jdbc.sql("insert into source (name, manifest, revision, applied_at) values ('src', '', '', now())")
                .update();
        file = new KeysetFile(directory.resolve("keyset.json"));
        file.create();
        Files.writeString(directory.resolve("token"), TransitService.TOKEN);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private TransitKeyWrapper wrapper(@Nullable KeyWrapper former) {
        return new TransitKeyWrapper(
                RestClient.create(service.url().toString()),
                new KeyServiceProperties(service.url(), "transit", TransitService.KEY, directory.resolve("token")),
                former);
    }

    private void put(String account, byte[] sealed) {
        accounts.put("src", account, null, StartPosition.DEFAULT, sealed, NOON);
    }

    private byte[] stored(String account) {
        return Objects.requireNonNull(accounts.credential("src", account));
    }

    private String wrapped() {
        return jdbc.sql("select wrapped from data_key where source = 'src' and replaced_at is null")
                .query((row, number) -> new String(row.getBytes("wrapped"), StandardCharsets.ISO_8859_1))
                .single();
    }

    @Test
    void a_rotation_of_the_keyset_wraps_data_keys_anew_and_leaves_credentials_as_they_are() {
        CurrentKeyRing ring = new CurrentKeyRing(file.ring());
        DataKeyStore keys = new DataKeyStore(jdbc, new KeysetKeyWrapper(ring::require), true);
        CredentialCipher cipher = new CredentialCipher(ring, keys);
        KeyRotation rotation =
                new KeyRotation(file::ring, null, cipher, keys, check, new CredentialReseal(jdbc, cipher, keys));
        cipher.prepare("src");
        byte[] sealed = cipher.seal(CREDENTIAL, "src", "ann");
        put("ann", sealed);
        KeyRing former = file.ring();

        file.add();
        file.promote();
        rotation.look();
        file.prune();
        rotation.look();

        assertThat(check.missing(file.ring())).isEmpty();
        assertThat(file.ring().all()).doesNotContain(former.first());
        assertThat(stored("ann")).isEqualTo(sealed);
        CurrentKeyRing later = new CurrentKeyRing(file.ring());
        assertThat(new CredentialCipher(later, new DataKeyStore(jdbc, new KeysetKeyWrapper(later::require), true))
                        .open(stored("ann"), "src", "ann"))
                .as("after a restart")
                .isEqualTo(CREDENTIAL);
        assertThatIllegalStateException()
                .as("with the former key alone")
                .isThrownBy(() -> TestCiphers.of(former, TestCiphers.keys(jdbc, former, true))
                        .open(stored("ann"), "src", "ann"));
        assertThatIllegalStateException()
                .as("of another account")
                .isThrownBy(() -> cipher.open(stored("ann"), "src", "bob"));
    }

    @Test
    void credentials_of_an_earlier_release_are_sealed_anew_when_every_scheduler_opens_data_keys() {
        jdbc.sql(
                        "insert into scheduler_member (instance, joined_at, lease_until) values ('old', now(), now() + interval '1 hour')")
                .update();
        CurrentKeyRing ring = new CurrentKeyRing(file.ring());
        DataKeyStore keys = new DataKeyStore(jdbc, new KeysetKeyWrapper(ring::require), false);
        CredentialCipher cipher = new CredentialCipher(ring, keys);
        KeyRotation rotation =
                new KeyRotation(file::ring, null, cipher, keys, check, new CredentialReseal(jdbc, cipher, keys));
        put("ann", TestCiphers.of(file.ring()).seal(CREDENTIAL, "src", "ann"));

        rotation.look();
        cipher.prepare("src");
        put("bob", cipher.seal(CREDENTIAL, "src", "bob"));
        assertThat(stored("bob")[0]).as("an earlier scheduler opens it").isEqualTo((byte) 1);
        assertThat(TestCiphers.of(file.ring()).open(stored("bob"), "src", "bob"))
                .isEqualTo(CREDENTIAL);

        jdbc.sql("update scheduler_member set lease_until = now() - interval '1 second'")
                .update();
        rotation.look();
        assertThat(stored("ann")[0]).isEqualTo(DataKey.FORMAT);
        assertThat(stored("bob")[0]).isEqualTo(DataKey.FORMAT);
        assertThat(cipher.open(stored("ann"), "src", "ann")).isEqualTo(CREDENTIAL);
        assertThat(check.missing(file.ring())).isEmpty();
    }

    @Test
    void a_transaction_that_is_taken_back_takes_no_key_with_it() {
        CurrentKeyRing ring = new CurrentKeyRing(file.ring());
        DataKeyStore keys = new DataKeyStore(jdbc, new KeysetKeyWrapper(ring::require), true);
        CredentialCipher cipher = new CredentialCipher(ring, keys);

        tables.transactions().executeWithoutResult(status -> {
            cipher.prepare("src");
            assertThat(cipher.seal(CREDENTIAL, "src", "ann")[0]).isEqualTo((byte) 1);
            status.setRollbackOnly();
        });

        assertThat(cipher.takeSealedByKeyset()).as("it is sealed anew later").isTrue();
        assertThat(jdbc.sql("select count(*) from data_key").query(Long.class).single())
                .isZero();
    }

    @Test
    void nothing_is_sealed_or_opened_with_a_key_that_a_restored_database_does_not_have() {
        CurrentKeyRing ring = new CurrentKeyRing(file.ring());
        KeysetKeyWrapper wrapper = new KeysetKeyWrapper(ring::require);
        CredentialCipher cipher = new CredentialCipher(ring, new DataKeyStore(jdbc, wrapper, true));
        cipher.prepare("src");
        byte[] lost = cipher.seal(CREDENTIAL, "src", "ann");

        jdbc.sql("delete from data_key").update();
        tables.transactions().executeWithoutResult(status -> {
            cipher.check("src");
            assertThat(cipher.seal(CREDENTIAL, "src", "ann")[0]).isEqualTo((byte) 1);
        });
        jdbc.sql("insert into data_key (id, source, wrapped, made_at) overriding system value"
                        + " values (:id, 'other', :wrapped, now())")
                .param("id", DataKey.id(lost))
                .param("wrapped", wrapper.wrap(DataKey.generate(), "other"))
                .update();
        assertThatIllegalStateException()
                .as("its id belongs to another source now")
                .isThrownBy(() -> cipher.open(lost, "src", "ann"));
        cipher.prepare("src");
        byte[] sealed = cipher.seal(CREDENTIAL, "src", "ann");

        assertThat(sealed[0]).isEqualTo(DataKey.FORMAT);
        assertThat(new CredentialCipher(ring, new DataKeyStore(jdbc, wrapper, true)).open(sealed, "src", "ann"))
                .isEqualTo(CREDENTIAL);
    }

    @Test
    void a_key_that_was_made_under_the_id_of_a_lost_one_opens_what_it_sealed() {
        CurrentKeyRing ring = new CurrentKeyRing(file.ring());
        KeysetKeyWrapper wrapper = new KeysetKeyWrapper(ring::require);
        CredentialCipher cipher = new CredentialCipher(ring, new DataKeyStore(jdbc, wrapper, true));
        cipher.prepare("src");
        cipher.seal(CREDENTIAL, "src", "ann");

        jdbc.sql("update data_key set wrapped = :wrapped, made_at = now() + interval '1 second'")
                .param("wrapped", wrapper.wrap(DataKey.generate(), "src"))
                .update();
        CredentialCipher other = new CredentialCipher(ring, new DataKeyStore(jdbc, wrapper, true));
        other.prepare("src");

        assertThat(cipher.open(other.seal(CREDENTIAL, "src", "ann"), "src", "ann"))
                .isEqualTo(CREDENTIAL);
        cipher.check("src");
        assertThat(other.open(cipher.seal(CREDENTIAL, "src", "ann"), "src", "ann"))
                .isEqualTo(CREDENTIAL);
    }

    @Test
    void a_key_that_does_not_open_is_replaced_when_a_credential_is_given_and_holds_up_no_other_source() {
        CurrentKeyRing ring = new CurrentKeyRing(file.ring());
        KeysetKeyWrapper wrapper = new KeysetKeyWrapper(ring::require);
        CredentialCipher before = new CredentialCipher(ring, new DataKeyStore(jdbc, wrapper, true));
        before.prepare("src");
        byte[] held = before.seal(CREDENTIAL, "src", "ann");
        put("ann", held);
        jdbc.sql("update data_key set wrapped = :damaged")
                .param("damaged", wrapper.wrap(DataKey.generate(), "another-source"))
                .update();
        jdbc.sql("insert into source (name, manifest, revision, applied_at) values ('well', '', '', now())")
                .update();
        put("bob", TestCiphers.of(file.ring()).seal(CREDENTIAL, "src", "bob"));
        accounts.put(
                "well",
                "eve",
                null,
                StartPosition.DEFAULT,
                TestCiphers.of(file.ring()).seal(CREDENTIAL, "well", "eve"),
                NOON);
        DataKeyStore keys = new DataKeyStore(jdbc, wrapper, true);
        CredentialCipher cipher = new CredentialCipher(ring, keys);

        assertThat(new CredentialReseal(jdbc, cipher, keys).run()).isEqualTo(1);
        assertThat(stored("bob")[0]).as("no operator gave it").isEqualTo((byte) 1);
        assertThat(cipher.holds(held, "src", "ann", CREDENTIAL)).isFalse();

        cipher.prepare("src");
        byte[] anew = cipher.seal(CREDENTIAL, "src", "ann");
        assertThat(new CredentialCipher(ring, new DataKeyStore(jdbc, wrapper, true)).open(anew, "src", "ann"))
                .isEqualTo(CREDENTIAL);
        assertThat(DataKey.id(anew)).isNotEqualTo(DataKey.id(held));
    }

    @Test
    void a_service_that_is_away_replaces_no_key_and_one_that_destroyed_its_version_does() {
        DataKeyStore first = new DataKeyStore(jdbc, wrapper(null), true);
        first.prepare("src");
        String former = wrapped();
        service.rotate();
        service.away(true);
        assertThatExceptionOfType(KeyServiceUnavailableException.class)
                .isThrownBy(() -> new DataKeyStore(jdbc, wrapper(null), true).prepare("src"));
        service.away(false);
        new DataKeyStore(jdbc, wrapper(null), true).prepare("src");
        assertThat(wrapped()).isEqualTo(former);

        service.destroyFormer();
        new DataKeyStore(jdbc, wrapper(null), true).prepare("src");

        assertThat(wrapped()).startsWith("vault:v2:");
        assertThat(jdbc.sql("select count(*) from data_key").query(Long.class).single())
                .as("the former one stays")
                .isEqualTo(2);
    }

    @Test
    void an_earlier_release_opens_all_after_a_look_without_data_keys() {
        CurrentKeyRing ring = new CurrentKeyRing(file.ring());
        KeysetKeyWrapper wrapper = new KeysetKeyWrapper(ring::require);
        CredentialCipher before = new CredentialCipher(ring, new DataKeyStore(jdbc, wrapper, true));
        before.prepare("src");
        put("ann", before.seal(CREDENTIAL, "src", "ann"));

        DataKeyStore keys = new DataKeyStore(jdbc, wrapper, false, false);
        CredentialCipher cipher = new CredentialCipher(ring, keys);
        new KeyRotation(file::ring, null, cipher, keys, check, new CredentialReseal(jdbc, cipher, keys)).look();

        assertThat(keys.isUsed()).isFalse();
        assertThat(stored("ann")[0]).isEqualTo((byte) 1);
        assertThat(TestCiphers.of(file.ring()).open(stored("ann"), "src", "ann"))
                .isEqualTo(CREDENTIAL);
    }

    @Test
    void a_service_for_keys_wraps_them_without_any_keyset() {
        TransitKeyWrapper wrapper = wrapper(null);
        CurrentKeyRing none = new CurrentKeyRing(null);
        DataKeyStore keys = new DataKeyStore(jdbc, wrapper, true);
        CredentialCipher cipher = new CredentialCipher(none, keys);
        KeyRotation rotation =
                new KeyRotation(null, wrapper, cipher, keys, check, new CredentialReseal(jdbc, cipher, keys));
        rotation.look();
        cipher.prepare("src");
        byte[] sealed = cipher.seal(CREDENTIAL, "src", "ann");
        put("ann", sealed);
        assertThat(wrapped()).startsWith("vault:v1:");
        check.requireNone();

        service.rotate();
        rotation.look();
        service.destroyFormer();
        assertThat(wrapped()).startsWith("vault:v2:");
        assertThat(stored("ann")).isEqualTo(sealed);
        int decrypted = service.decrypted();
        service.away(true);
        assertThat(cipher.open(sealed, "src", "ann"))
                .as("its key was opened before")
                .isEqualTo(CREDENTIAL);
        CredentialCipher later = new CredentialCipher(none, new DataKeyStore(jdbc, wrapper(null), true));
        assertThatExceptionOfType(KeyServiceUnavailableException.class)
                .isThrownBy(() -> later.open(sealed, "src", "ann"))
                .satisfies(e -> assertThat(e.getStatusCode().value()).isEqualTo(503));
        service.away(false);
        assertThat(later.open(sealed, "src", "ann")).isEqualTo(CREDENTIAL);
        assertThat(service.decrypted()).as("asked once for a source").isEqualTo(decrypted + 1);
    }

    @Test
    void keys_of_a_keyset_are_handed_over_to_a_service() {
        CurrentKeyRing ring = new CurrentKeyRing(file.ring());
        KeysetKeyWrapper former = new KeysetKeyWrapper(ring::require);
        CredentialCipher before = new CredentialCipher(ring, new DataKeyStore(jdbc, former, true));
        before.prepare("src");
        put("ann", before.seal(CREDENTIAL, "src", "ann"));
        assertThatIllegalStateException().isThrownBy(check::requireNone).withMessageContaining("keyset file");

        TransitKeyWrapper wrapper = wrapper(former);
        DataKeyStore keys = new DataKeyStore(jdbc, wrapper, true);
        CredentialCipher cipher = new CredentialCipher(ring, keys);
        assertThat(cipher.open(stored("ann"), "src", "ann")).isEqualTo(CREDENTIAL);
        new KeyRotation(file::ring, wrapper, cipher, keys, check, new CredentialReseal(jdbc, cipher, keys)).look();

        assertThat(wrapped()).startsWith("vault:v1:");
        check.requireNone();
        assertThat(new CredentialCipher(new CurrentKeyRing(null), new DataKeyStore(jdbc, wrapper(null), true))
                        .open(stored("ann"), "src", "ann"))
                .isEqualTo(CREDENTIAL);
    }
}
