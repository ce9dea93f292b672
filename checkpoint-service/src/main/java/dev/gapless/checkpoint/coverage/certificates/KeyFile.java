package dev.gapless.checkpoint.coverage.certificates;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The keys in a file that only its owner can read. The signing key is first. The public halves of former signing keys
 * follow. It is read each time, so that a key changed by one process is used by all.
 */
public final class KeyFile {

    private static final Lock IN_THIS_PROCESS = new ReentrantLock();

    private final Path file;
    private final boolean make;

    /** Of a process that makes the file where there is none. */
    public KeyFile(Path directory) {
        this(directory, true);
    }

    private KeyFile(Path directory, boolean make) {
        this.file = directory.toAbsolutePath().resolve("certificate-keys.json");
        this.make = make;
    }

    /** Of one process among several: each that made the file would sign with a key of its own. */
    static KeyFile thatMustExist(Path directory) {
        return new KeyFile(directory, false);
    }

    /** Makes the file with one new key, unless there is one. */
    public void create() {
        var _ = all();
    }

    /** The key that signs now. Makes the file where there is none. */
    ECKey current() {
        return all().getKeys().getFirst().toECKey();
    }

    /** Public halves only, the current one first. */
    JWKSet published() {
        return all().toPublicJWKSet();
    }

    /** From now on a new key signs; what was signed before can still be checked. */
    ECKey rotate() {
        return locked(() -> {
            List<JWK> keys = new ArrayList<>();
            keys.add(newKey());
            if (Files.exists(file)) {
                read().getKeys().forEach(key -> keys.add(key.toPublicJWK()));
            }
            write(new JWKSet(keys));
            return keys.getFirst().toECKey();
        });
    }

    private JWKSet all() {
        if (!Files.exists(file)) {
            if (!make) {
                throw new UncheckedIOException(
                        "key file %s is missing: make it once by \"gapless compose init\", and mount it into every checkpoint service"
                                .formatted(file),
                        new NoSuchFileException(file.toString()));
            }
            locked(() -> {
                if (!Files.exists(file)) {
                    write(new JWKSet(newKey()));
                }
                return file;
            });
        }
        return read();
    }

    private JWKSet read() {
        try {
            JWKSet keys = JWKSet.parse(Files.readString(file));
            if (keys.isEmpty() || !keys.getKeys().getFirst().isPrivate()) {
                throw new IllegalStateException("key file %s holds no key to sign with".formatted(file));
            }
            return keys;
        } catch (IOException e) {
            throw new UncheckedIOException("key file %s cannot be read".formatted(file), e);
        } catch (ParseException e) {
            // the cause may quote the keys
            throw new IllegalStateException(
                    "key file %s holds no keys: restore it, or remove it for a new one".formatted(file));
        }
    }

    /** Readers see the old file or the new one, never half of it. */
    private void write(JWKSet keys) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".draft");
        Files.deleteIfExists(draft);
        Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(draft, keys.toString(false));
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private interface Change<T> {
        T make() throws IOException;
    }

    /**
     * One caller at a time. Threads of this process take a lock first, because a process may hold the file's lock only
     * once. Processes then take the lock of a file beside.
     */
    private <T> T locked(Change<T> change) {
        IN_THIS_PROCESS.lock();
        try {
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            try (FileChannel lock = FileChannel.open(
                            file.resolveSibling("certificate-keys.lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
                    var held = lock.lock()) {
                if (!held.isValid()) {
                    throw new IOException("the lock was lost");
                }
                return change.make();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("key file %s cannot be written".formatted(file), e);
        } finally {
            IN_THIS_PROCESS.unlock();
        }
    }

    private static ECKey newKey() {
        try {
            return new ECKeyGenerator(Curve.P_256)
                    .algorithm(JWSAlgorithm.ES256)
                    .keyUse(KeyUse.SIGNATURE)
                    .keyIDFromThumbprint(true)
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException("no P-256 key can be made", e);
        }
    }
}
