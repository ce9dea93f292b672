package dev.gapless.processor.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every store must do. */
class ArchiveStoreTest {

    enum Kind {
        DIRECTORY,
        S3
    }

    @TempDir
    private Path directory;

    private final FakeS3 s3 = new FakeS3("raw");

    ArchiveStoreTest() throws IOException {}

    @AfterEach
    void close() {
        s3.close();
    }

    @ParameterizedTest
    @EnumSource
    void what_is_put_is_listed_in_order_and_read_and_replaced(Kind kind) throws IOException {
        ArchiveStore store = store(kind);
        assertThat(store.list("")).isEmpty();
        for (String name : List.of("a/2.index.json", "a/1.records.zst", "b/1.records.zst", "a/2.records.zst", "a/3")) {
            store.put(name, file("of " + name));
        }
        store.put("a/3", file("again"));

        assertThat(store.list("a/")).containsExactly("a/1.records.zst", "a/2.index.json", "a/2.records.zst", "a/3");
        assertThat(text(store, "a/3")).isEqualTo("again");
        assertThat(text(store, "b/1.records.zst")).isEqualTo("of b/1.records.zst");
        assertThatThrownBy(() -> text(store, "c")).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @EnumSource
    void nothing_is_kept_under_a_name_of_its_own_but_what_was_put(Kind kind) throws IOException {
        store(kind).put("a/1", file("one"));

        if (kind == Kind.S3) {
            assertThat(s3.objects()).containsOnlyKeys("under/a/1");
        } else {
            assertThat(directory.resolve("store/a/1")).hasContent("one");
            assertThat(directory.resolve("store/a"))
                    .isDirectoryContaining("glob:**1")
                    .isDirectoryNotContaining("glob:**unfinished");
        }
    }

    private ArchiveStore store(Kind kind) throws IOException {
        return switch (kind) {
            case DIRECTORY -> new DirectoryStore(directory.resolve("store"));
            case S3 ->
                new S3Store(
                        S3Clients.open(new ArchiveProperties.S3(
                                "raw",
                                s3.endpoint(),
                                "eu-central-1",
                                "under/",
                                true,
                                file(FakeS3.ACCESS_KEY),
                                file("a secret of the test"))),
                        "raw",
                        "under/");
        };
    }

    private Path file(String content) throws IOException {
        return Files.writeString(Files.createTempFile(directory, "file-", ".txt"), content);
    }

    private static String text(ArchiveStore store, String name) throws IOException {
        try (InputStream in = store.get(name)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
