package dev.gapless.standalone.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComposeSecretsTest {

    @TempDir
    private Path home;

    @Test
    void each_is_random_and_its_owners_alone() throws IOException {
        ComposeSecrets files = ComposeSecrets.create(home.resolve("secrets"));

        List<Path> written;
        try (Stream<Path> there = Files.list(files.directory())) {
            written = there.toList();
        }
        assertThat(written)
                .hasSize(files.count())
                .hasSizeGreaterThan(10)
                .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------"));
        Set<String> contents = new HashSet<>();
        for (Path file : written) {
            assertThat(contents.add(Files.readString(file))).as(file.toString()).isTrue();
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.directory())))
                .isEqualTo("rwx------");
        assertThat(home.resolve(".env")).content().contains("GAPLESS_UID=").doesNotContain("GAPLESS_UID=0");
        assertThat(Files.readString(files.directory().resolve("redis.url")))
                .contains(Files.readString(files.directory().resolve("redis.password"))
                        .strip());
    }

    @Test
    void nothing_that_is_there_is_replaced() throws IOException {
        ComposeSecrets first = ComposeSecrets.create(home.resolve("secrets"));
        String before = Files.readString(first.directory().resolve("admin.token"));

        assertThatThrownBy(() -> ComposeSecrets.create(home.resolve("secrets")))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining("not replaced");
        assertThat(first.directory().resolve("admin.token")).content().isEqualTo(before);
    }
}
