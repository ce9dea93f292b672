package dev.gapless.scheduler.accounts;

import com.google.crypto.tink.Aead;
import java.nio.ByteBuffer;
import java.util.Set;

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

    KeyRing {
        all = Set.copyOf(all);
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
