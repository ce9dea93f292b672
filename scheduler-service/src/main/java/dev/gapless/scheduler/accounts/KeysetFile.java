package dev.gapless.scheduler.accounts;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;

/**
 * The file with the keys that credentials are sealed with. The file and the database together give the credentials. So
 * the file is readable by its owner alone, and its backup is kept apart from the database's.
 */
public final class KeysetFile {

    private static final Configuration ALGORITHMS = AeadConfig2026.get();

    private final Path file;

    public KeysetFile(Path file) {
        this.file = file.toAbsolutePath();
    }

    boolean exists() {
        return Files.exists(file);
    }

    /** Makes the file with one new AES256-GCM key, unless there is one; of two makers at once, one wins. */
    public void create() {
        Path draft = file.resolveSibling(
                file.getFileName() + ".draft-" + ProcessHandle.current().pid());
        try {
            Files.createDirectories(file.getParent());
            Files.deleteIfExists(draft);
            Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(draft, newKeyset());
            linkUnlessThere(draft);
            Files.delete(draft);
        } catch (IOException e) {
            throw new UncheckedIOException("keyset file %s cannot be made".formatted(file), e);
        }
    }

    /** A link, unlike a move, never replaces what is there. */
    private void linkUnlessThere(Path draft) throws IOException {
        try {
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException e) {
            // another scheduler was faster, and its key is as good
            return;
        }
    }

    private static String newKeyset() {
        try {
            return TinkJsonProtoKeysetFormat.serializeKeyset(
                    KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, ALGORITHMS),
                    ALGORITHMS,
                    InsecureSecretKeyAccess.get());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no AES256-GCM key can be made", e);
        }
    }

    Aead aead() {
        try {
            return TinkJsonProtoKeysetFormat.parseKeyset(
                            Files.readString(file), ALGORITHMS, InsecureSecretKeyAccess.get())
                    .getPrimitive(ALGORITHMS, Aead.class);
        } catch (IOException e) {
            throw new UncheckedIOException("keyset file %s cannot be read".formatted(file), e);
        } catch (GeneralSecurityException e) {
            // the cause may quote the keys
            throw new IllegalStateException(
                    "keyset file %s holds no usable keyset: restore it from its backup".formatted(file));
        }
    }
}
