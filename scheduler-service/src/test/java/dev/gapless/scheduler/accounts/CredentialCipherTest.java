package dev.gapless.scheduler.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.gapless.common.secret.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialCipherTest {

    private static final Secret CREDENTIAL = Secret.of("eyJhbGciOi.J9.payload-and_signature");

    @TempDir
    Path directory;

    private KeysetFile keyset(String name) {
        KeysetFile file = new KeysetFile(directory.resolve("keys").resolve(name));
        file.create();
        return file;
    }

    @Test
    void a_credential_opens_with_the_key_of_the_file_after_a_restart() {
        byte[] bytes = TestCiphers.of(keyset("a").ring()).seal(CREDENTIAL, "sandbox", "alice");

        assertThat(TestCiphers.of(keyset("a").ring()).open(bytes, "sandbox", "alice"))
                .isEqualTo(CREDENTIAL);
    }

    @Test
    void a_credential_does_not_open_for_another_account() {
        CredentialCipher cipher = TestCiphers.of(keyset("a").ring());
        byte[] bytes = cipher.seal(CREDENTIAL, "sandbox", "alice");

        assertThatIllegalStateException()
                .isThrownBy(() -> cipher.open(bytes, "sandbox", "bob"))
                .withMessageContaining("sandbox/bob");
    }

    @Test
    void a_credential_does_not_open_with_another_file() {
        byte[] bytes = TestCiphers.of(keyset("a").ring()).seal(CREDENTIAL, "sandbox", "alice");

        assertThatIllegalStateException()
                .isThrownBy(() -> TestCiphers.of(keyset("b").ring()).open(bytes, "sandbox", "alice"));
    }

    @Test
    void the_keyset_file_belongs_to_its_owner_alone_and_leaves_no_draft_behind() throws IOException {
        keyset("a");

        Path file = directory.resolve("keys/a");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(file.getParent()).isDirectoryContaining(only -> only.equals(file));
        try (var files = Files.list(file.getParent())) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void a_keyset_file_that_is_there_is_never_replaced() throws IOException {
        keyset("a");
        String before = Files.readString(directory.resolve("keys/a"));

        keyset("a");

        assertThat(directory.resolve("keys/a")).hasContent(before);
    }

    @Test
    void a_damaged_keyset_file_is_named_and_not_quoted() throws IOException {
        Path file = Files.writeString(directory.resolve("damaged"), "{\"key\":\"half of it");

        assertThatIllegalStateException()
                .isThrownBy(() -> new KeysetFile(file).ring())
                .withMessageContaining("damaged")
                .withMessageNotContaining("half of it")
                .withNoCause();
    }
}
