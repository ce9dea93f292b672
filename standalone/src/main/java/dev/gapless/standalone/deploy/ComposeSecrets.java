package dev.gapless.standalone.deploy;

import dev.gapless.checkpoint.coverage.certificates.KeyFile;
import dev.gapless.scheduler.accounts.KeysetFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The secrets of one installation: a file each, mode 600, in a directory of mode 700. Containers read them as their
 * owner, whose numbers are in {@code .env} beside the directory. Where that is root, they are given to a user without
 * rights instead.
 *
 * @param directory absolute
 * @param count files in it
 */
public record ComposeSecrets(Path directory, int count) {

    /** The user of the images. */
    private static final int UNPRIVILEGED = 10_001;

    private static final int RANDOM_BYTES = 24;

    private static final List<String> RANDOM = List.of(
            "admin.token",
            "service.token",
            "postgres-superuser.password",
            "database-owner.password",
            "database-scheduler.password",
            "database-checkpoint.password",
            "database-reader.password",
            "sandbox-truth.token",
            "sandbox-credentials.prefix");

    /**
     * Makes everything, or nothing.
     *
     * @throws FileAlreadyExistsException when the directory or {@code .env} is there
     */
    public static ComposeSecrets create(Path where) throws IOException {
        Path directory = where.toAbsolutePath().normalize();
        Path environment = directory.resolveSibling(".env");
        for (Path there : List.of(directory, environment)) {
            if (Files.exists(there)) {
                throw new FileAlreadyExistsException(
                        there.toString(), null, "is there already, and is not replaced: move it away for new secrets");
            }
        }
        Files.createDirectories(Objects.requireNonNull(environment.getParent()));
        Files.createDirectory(directory, ownerOnly("rwx------"));
        for (String name : RANDOM) {
            write(directory.resolve(name), random());
        }
        String redis = random();
        write(directory.resolve("redis.conf"), "requirepass %s%nsave \"\"%nappendonly no%n".formatted(redis));
        write(directory.resolve("redis.password"), redis);
        write(directory.resolve("redis.url"), "redis://:%s@redis:6379".formatted(redis));
        new KeysetFile(directory.resolve("credentials.keyset")).create();
        new KeyFile(directory).create();
        Files.delete(directory.resolve("certificate-keys.lock"));
        int user = handOver(directory);
        write(environment, "GAPLESS_UID=%d%nGAPLESS_GID=%d%n".formatted(user, group(directory)));
        return new ComposeSecrets(directory, files(directory).size());
    }

    /** @return the number of the user that the files belong to */
    private static int handOver(Path directory) throws IOException {
        int owner = (int) Files.getAttribute(directory, "unix:uid");
        if (owner != 0) {
            return owner;
        }
        for (Path file : files(directory)) {
            give(file);
        }
        give(directory);
        return UNPRIVILEGED;
    }

    private static void give(Path file) throws IOException {
        Files.setAttribute(file, "unix:uid", UNPRIVILEGED);
        Files.setAttribute(file, "unix:gid", UNPRIVILEGED);
    }

    private static int group(Path directory) throws IOException {
        return (int) Files.getAttribute(directory, "unix:gid");
    }

    private static List<Path> files(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String content) throws IOException {
        Files.createFile(file, ownerOnly("rw-------"));
        Files.writeString(file, content);
    }

    private static String random() {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    private static FileAttribute<Set<PosixFilePermission>> ownerOnly(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }
}
