package dev.gapless.scheduler.accounts;

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
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The file with the keys that data keys are wrapped with. The file and the database together give the credentials. So
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
        try {
            Path draft = draft(serialized(generated()));
            linkUnlessThere(draft);
            Files.delete(draft);
        } catch (IOException e) {
            throw new UncheckedIOException("keyset file %s cannot be made".formatted(file), e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no AES256-GCM key can be made", e);
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

    /** The keys as the file has them now. */
    KeyRing ring() {
        KeysetHandle keyset = read();
        try {
            return KeyRing.of(keyset);
        } catch (GeneralSecurityException e) {
            // the cause may quote the keys
            throw unusable();
        }
    }

    /** Adds a new key, which opens and does not seal yet. @return its id */
    public int add() {
        KeysetHandle fresh = generated();
        change(keyset ->
                keyset.addEntry(KeysetHandle.importKey(fresh.getPrimary().getKey())
                        .withFixedId(fresh.getPrimary().getId())));
        return fresh.getPrimary().getId();
    }

    /** From now on the newest key seals. */
    public void promote() {
        change(keyset -> keyset.getAt(keyset.size() - 1).makePrimary());
    }

    /** Leaves out all keys but the one that seals. */
    public void prune() {
        change(keyset -> {
            for (int index = keyset.size() - 1; index >= 0; index--) {
                if (!keyset.getAt(index).isPrimary()) {
                    keyset.deleteAt(index);
                }
            }
        });
    }

    /** A line for each key, the oldest first: its id, and whether it seals. */
    public List<String> describe() {
        return entries(read())
                .map(key -> "%08x%s".formatted(key.getId(), key.isPrimary() ? " seals" : ""))
                .toList();
    }

    private static Stream<KeysetHandle.Entry> entries(KeysetHandle keyset) {
        return IntStream.range(0, keyset.size()).mapToObj(keyset::getAt);
    }

    /** The file is replaced at once: who reads it sees the keys before or after. */
    private void change(Consumer<KeysetHandle.Builder> change) {
        try {
            KeysetHandle.Builder keyset = KeysetHandle.newBuilder(read()).setConfiguration(ALGORITHMS);
            change.accept(keyset);
            Path draft = draft(serialized(keyset.build()));
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("keyset file %s cannot be changed".formatted(file), e);
        } catch (GeneralSecurityException e) {
            throw unusable();
        }
    }

    private Path draft(String content) throws IOException {
        Path draft = file.resolveSibling(
                file.getFileName() + ".draft-" + ProcessHandle.current().pid());
        Files.createDirectories(file.getParent());
        Files.deleteIfExists(draft);
        Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(draft, content);
        return draft;
    }

    private static String serialized(KeysetHandle keyset) throws GeneralSecurityException {
        return TinkJsonProtoKeysetFormat.serializeKeyset(keyset, ALGORITHMS, InsecureSecretKeyAccess.get());
    }

    private static KeysetHandle generated() {
        try {
            return KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, ALGORITHMS);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no AES256-GCM key can be made", e);
        }
    }

    private IllegalStateException unusable() {
        return new IllegalStateException(
                "keyset file %s holds no usable keyset: restore it from its backup".formatted(file));
    }

    private KeysetHandle read() {
        try {
            return TinkJsonProtoKeysetFormat.parseKeyset(
                    Files.readString(file), ALGORITHMS, InsecureSecretKeyAccess.get());
        } catch (IOException e) {
            throw new UncheckedIOException("keyset file %s cannot be read".formatted(file), e);
        } catch (GeneralSecurityException e) {
            // the cause may quote the keys
            throw unusable();
        }
    }
}
