package dev.gapless.checkpoint.coverage.certificates;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gapless.common.certificate.CertificateVerifier;
import dev.gapless.common.certificate.CertificateVerifier.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.web.ErrorResponseException;

class CertificateSignerTest {

    private static final String TOLD = "{\"stream\":\"forum/ann/posts\",\"from\":0}";

    @TempDir
    private Path directory;

    private final PublicKeys table = new TestPublicKeys();

    @Test
    void what_was_signed_is_genuine_to_whoever_has_the_published_keys() {
        assertThat(check(signer().sign(TOLD.getBytes(UTF_8)), published()))
                .isInstanceOfSatisfying(
                        Verdict.Genuine.class,
                        genuine -> assertThat(genuine.content()).isEqualTo(TOLD));
    }

    @Test
    void any_byte_that_is_changed_is_refused() {
        String signed = signer().sign(TOLD.getBytes(UTF_8));
        String keys = published();
        for (int i = 0; i < signed.length(); i++) {
            for (int bit = 0; bit < 7; bit++) {
                char[] changed = signed.toCharArray();
                changed[i] ^= (char) (1 << bit);
                assertThat(check(new String(changed), keys))
                        .as("byte %d, bit %d", i, bit)
                        .isInstanceOf(Verdict.Refused.class);
            }
        }
        assertThat(check(signed + "A", keys)).isInstanceOf(Verdict.Refused.class);
        assertThat(check(signed.substring(1), keys)).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void one_process_among_several_makes_no_key_of_its_own() {
        CertificateSigner signer = new CertificateSigner(Optional.of(KeyFile.thatMustExist(directory)), table);

        assertThatThrownBy(() -> signer.sign(TOLD.getBytes(UTF_8)))
                .hasMessageContaining("certificate-keys.json is missing")
                .hasMessageContaining("mount it into every checkpoint service");
        assertThat(directory).isEmptyDirectory();

        new KeyFile(directory).create();

        assertThat(signer.sign(TOLD.getBytes(UTF_8))).isNotEmpty();
    }

    @Test
    void after_a_rotation_a_new_key_signs_and_the_old_certificates_stay_genuine() throws IOException {
        String before = signer().sign(TOLD.getBytes(UTF_8));
        String kid = signer().rotate();
        String after = signer().sign(TOLD.getBytes(UTF_8));

        assertThat(check(before, published())).isInstanceOf(Verdict.Genuine.class);
        assertThat(check(after, published()))
                .isInstanceOfSatisfying(
                        Verdict.Genuine.class,
                        genuine -> assertThat(genuine.keyId()).isEqualTo(kid));
        assertThat(published()).doesNotContain("\"d\"");
        assertThat(Files.readString(file())).containsOnlyOnce("\"d\"");
    }

    @Test
    void the_keys_of_another_do_not_do(@TempDir Path elsewhere) {
        String signed = signer().sign(TOLD.getBytes(UTF_8));
        String foreign = new CertificateSigner(Optional.of(new KeyFile(elsewhere)), new TestPublicKeys())
                .published()
                .toString(true);

        assertThat(check(signed, foreign)).isInstanceOf(Verdict.Refused.class);
        assertThat(check(signed, "no keys")).isInstanceOf(Verdict.Refused.class);
        assertThat(check("no.certificate", published())).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void what_a_process_with_a_file_of_its_own_signs_is_genuine_by_the_keys_that_another_publishes(
            @TempDir Path elsewhere) {
        CertificateSigner other = new CertificateSigner(Optional.of(new KeyFile(elsewhere)), table);
        String signed = other.sign(TOLD.getBytes(UTF_8));
        other.rotate();
        String later = other.sign(TOLD.getBytes(UTF_8));

        assertThat(check(signed, published())).isInstanceOf(Verdict.Genuine.class);
        assertThat(check(later, published())).isInstanceOf(Verdict.Genuine.class);
        assertThat(signer().published().getKeys().getFirst().getKeyID())
                .as("its own key first")
                .isEqualTo(new KeyFile(directory).current().getKeyID());
    }

    @Test
    void the_file_is_its_owners_alone_and_another_process_signs_with_the_same_key() throws IOException {
        String kid = signer().published().getKeys().getFirst().getKeyID();

        assertThat(Files.getPosixFilePermissions(file())).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(signer().published().getKeys().getFirst().getKeyID()).isEqualTo(kid);
    }

    @Test
    void a_key_rotated_by_one_is_used_by_the_other_at_once() {
        CertificateSigner one = signer();
        CertificateSigner other = signer();
        String before = one.sign(TOLD.getBytes(UTF_8));
        String kid = other.rotate();

        assertThat(check(one.sign(TOLD.getBytes(UTF_8)), other.published().toString(true)))
                .isInstanceOfSatisfying(
                        Verdict.Genuine.class,
                        genuine -> assertThat(genuine.keyId()).isEqualTo(kid));
        assertThat(check(before, one.published().toString(true))).isInstanceOf(Verdict.Genuine.class);
    }

    @Test
    void when_many_rotate_at_once_no_key_is_lost_and_what_each_had_signed_stays_genuine() throws Exception {
        List<Callable<List<String>>> many = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            CertificateSigner mine = signer();
            many.add(() -> {
                List<String> signed = new ArrayList<>();
                for (int n = 0; n < 10; n++) {
                    mine.rotate();
                    signed.add(mine.sign(TOLD.getBytes(UTF_8)));
                }
                return signed;
            });
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (Future<List<String>> signed : threads.invokeAll(many)) {
                assertThat(signed.get())
                        .allSatisfy(one -> assertThat(check(one, published())).isInstanceOf(Verdict.Genuine.class));
            }
        }
        // the first key, which was made on rotating, is there or not: it has signed nothing
        assertThat(signer().published().size()).isBetween(40, 41);
    }

    @Test
    void without_a_place_for_keys_nothing_is_signed() {
        assertThatThrownBy(() -> new CertificateSigner(Optional.empty(), table).sign(new byte[0]))
                .isInstanceOf(ErrorResponseException.class);
    }

    /** As another process would have it. */
    private CertificateSigner signer() {
        return new CertificateSigner(Optional.of(new KeyFile(directory)), table);
    }

    private String published() {
        return signer().published().toString(true);
    }

    private Path file() {
        return directory.resolve("certificate-keys.json");
    }

    private static Verdict check(String certificate, String keys) {
        return CertificateVerifier.verify(certificate, keys);
    }
}
