package dev.gapless.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Random passwords, made once and kept in files that only their owner can read. */
final class SecretFiles {

    private static final int BYTES = 18;

    private final Path directory;

    SecretFiles(Path directory) {
        this.directory = directory;
    }

    String of(String name) throws IOException {
        Path file = directory.resolve(name + ".secret");
        if (!Files.exists(file)) {
            byte[] random = new byte[BYTES];
            new SecureRandom().nextBytes(random);
            Path fresh = Files.createTempFile(
                    directory,
                    name,
                    null,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(fresh, HexFormat.of().formatHex(random));
            Files.move(fresh, file);
        }
        return Files.readString(file).strip();
    }
}
