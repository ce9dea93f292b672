package dev.gapless.scheduler.accounts;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig2026;
import dev.gapless.common.secret.Secret;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The keys that credentials are sealed with, as one state of the file.
 *
 * @param aead seals with the first key, and opens with any
 * @param first id of the key that seals
 * @param all ids of all keys
 */
record KeyRing(Aead aead, int first, Set<Integer> all) {

    /** Bytes before the sealed text: one of the format, and four with the key's id. */
    static final int PREFIX = 5;

    private static final byte FORMAT = 1;
    private static final Configuration ALGORITHMS = AeadConfig2026.get();

    KeyRing {
        all = Set.copyOf(all);
    }

    /**
     * The keys of a keyset.
     *
     * @throws GeneralSecurityException whose text may quote the keys
     */
    static KeyRing of(KeysetHandle keyset) throws GeneralSecurityException {
        return new KeyRing(
                keyset.getPrimitive(ALGORITHMS, Aead.class),
                keyset.getPrimary().getId(),
                IntStream.range(0, keyset.size())
                        .mapToObj(index -> keyset.getAt(index).getId())
                        .collect(Collectors.toSet()));
    }

    /** @throws IllegalStateException when the text of the environment is no keyset */
    static KeyRing of(Secret keyset) {
        try {
            return of(
                    TinkJsonProtoKeysetFormat.parseKeyset(keyset.reveal(), ALGORITHMS, InsecureSecretKeyAccess.get()));
        } catch (GeneralSecurityException e) {
            // the cause may quote the keys
            throw new IllegalStateException(
                    "gapless.scheduler.accounts.keyset is no usable keyset: give the text of a keyset file");
        }
    }

    /** What every text begins with that the first key sealed. */
    byte[] firstPrefix() {
        return prefix(first);
    }

    static byte[] prefix(int key) {
        return ByteBuffer.allocate(PREFIX).put(FORMAT).putInt(key).array();
    }

    /** The same keys, and the same one of them seals. */
    boolean sameKeys(KeyRing other) {
        return first == other.first && all.equals(other.all);
    }
}
