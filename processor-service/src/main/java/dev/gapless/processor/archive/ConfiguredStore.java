package dev.gapless.processor.archive;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The store that the properties name, if they name one; open as long as the application. */
final class ConfiguredStore implements AutoCloseable {

    private final @Nullable ArchiveStore store;

    private ConfiguredStore(@Nullable ArchiveStore store) {
        this.store = store;
    }

    static ConfiguredStore open(ArchiveProperties properties) {
        ArchiveProperties.S3 s3 = properties.s3();
        if (s3 != null) {
            return new ConfiguredStore(new S3Store(S3Clients.open(s3), s3.bucket(), s3.prefix()));
        }
        return new ConfiguredStore(properties.directory() == null ? null : new DirectoryStore(properties.directory()));
    }

    Optional<ArchiveStore> store() {
        return Optional.ofNullable(store);
    }

    @Override
    public void close() {
        if (store instanceof S3Store bucket) {
            bucket.close();
        }
    }
}
