package dev.gapless.scheduler.accounts;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/**
 * A key that credentials of one source are sealed with.
 *
 * @param id under which it is stored
 */
record DataKey(int id, Aead aead) {

    /** The first byte of what a data key sealed. Tink's own texts begin with another one. */
    static final byte FORMAT = 2;

    private static final int PREFIX = 5;
    private static final Configuration ALGORITHMS = AeadConfig2026.get();

    static boolean sealed(byte[] text) {
        return text.length > PREFIX && text[0] == FORMAT;
    }

    /** Of the key that sealed the text. */
    static int id(byte[] text) {
        return ByteBuffer.wrap(text, 1, Integer.BYTES).getInt();
    }

    /** A new one, as the text that is to be wrapped. */
    static byte[] generate() {
        try {
            KeysetHandle fresh = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, ALGORITHMS);
            return TinkJsonProtoKeysetFormat.serializeKeyset(fresh, ALGORITHMS, InsecureSecretKeyAccess.get())
                    .getBytes(StandardCharsets.UTF_8);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no AES256-GCM key can be made", e);
        }
    }

    /** @param text as it was before it was wrapped */
    static DataKey of(int id, byte[] text) {
        try {
            KeysetHandle keyset = TinkJsonProtoKeysetFormat.parseKeyset(
                    new String(text, StandardCharsets.UTF_8), ALGORITHMS, InsecureSecretKeyAccess.get());
            return new DataKey(id, keyset.getPrimitive(ALGORITHMS, Aead.class));
        } catch (GeneralSecurityException e) {
            // the cause may quote the key
            throw new IllegalStateException("the data key %d is no keyset".formatted(id));
        }
    }

    byte[] seal(byte[] plain, byte[] owner) throws GeneralSecurityException {
        byte[] sealed = aead.encrypt(plain, owner);
        return ByteBuffer.allocate(PREFIX + sealed.length)
                .put(FORMAT)
                .putInt(id)
                .put(sealed)
                .array();
    }

    byte[] open(byte[] text, byte[] owner) throws GeneralSecurityException {
        byte[] sealed = new byte[text.length - PREFIX];
        ByteBuffer.wrap(text, PREFIX, sealed.length).get(sealed);
        return aead.decrypt(sealed, owner);
    }
}
