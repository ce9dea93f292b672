package dev.gapless.standalone.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/**
 * A data directory: everything of one suite that outlives its process. Secrets in it are readable by their owner only.
 *
 * @param directory absolute
 */
public record SuiteHome(Path directory) {

    private static final int TOKEN_BYTES = 24;

    /** Makes the directory and its tokens where they are absent. */
    public static SuiteHome open(Path directory) throws IOException {
        SuiteHome home = new SuiteHome(directory.toAbsolutePath().normalize());
        Files.createDirectories(home.directory, ownerOnly("rwx------"));
        Files.createDirectories(home.logs());
        home.makeToken(home.adminToken());
        home.makeToken(home.serviceToken());
        return home;
    }

    public Path adminToken() {
        return directory.resolve("admin.token");
    }

    public Path serviceToken() {
        return directory.resolve("service.token");
    }

    Path keyset() {
        return directory.resolve("credentials.keyset");
    }

    /** Where Kafka, PostgreSQL and Redis keep theirs. */
    public Path servers() {
        return directory.resolve("servers");
    }

    public Path sandbox() {
        return directory.resolve("sandbox");
    }

    public Path logs() {
        return directory.resolve("logs");
    }

    Path ports() {
        return directory.resolve("ports.properties");
    }

    /** The random secret kept in {@code file}, made on the first call. */
    public String secret(String file) throws IOException {
        Path path = directory.resolve(file);
        makeToken(path);
        return Files.readString(path).strip();
    }

    private void makeToken(Path file) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        Path fresh = Files.createTempFile(directory, "token", null, ownerOnly("rw-------"));
        Files.writeString(fresh, HexFormat.of().formatHex(random) + "\n");
        Files.move(fresh, file);
    }

    private static FileAttribute<Set<PosixFilePermission>> ownerOnly(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }
}
