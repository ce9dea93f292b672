package dev.gapless.scheduler.accounts;

import dev.gapless.common.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/**
 * Seals credentials, each for its account: bytes moved to another account's row do not open there. The key is the data
 * key of the source. What was sealed with a key of the keyset itself still opens.
 */
final class CredentialCipher {

    private final CurrentKeyRing ring;
    private final DataKeyStore keys;
    private volatile boolean sealedByKeyset;

    CredentialCipher(CurrentKeyRing ring, DataKeyStore keys) {
        this.ring = ring;
        this.keys = keys;
    }

    CurrentKeyRing ring() {
        return ring;
    }

    /** Makes the data key of a source, if it has none and no transaction is going on. */
    void prepare(String source) {
        keys.prepare(source);
    }

    /** @throws KeyServiceUnavailableException while there is no key to seal with */
    byte[] seal(Secret credential, String source, String account) {
        return seal(credential, source, account, owner(source, account));
    }

    /**
     * Seals a credential of the source's own.
     *
     * @throws KeyServiceUnavailableException while there is no key to seal with
     */
    byte[] sealNamed(Secret credential, String source, String name) {
        return seal(credential, source, name, namedOwner(source, name));
    }

    private byte[] seal(Secret credential, String source, String name, byte[] owner) {
        DataKey key = keys.sealing(source);
        if (key == null) {
            byte[] sealed = sealByKeyset(credential, source, name, owner);
            sealedByKeyset = true;
            return sealed;
        }
        try {
            return key.seal(plain(credential), owner);
        } catch (GeneralSecurityException e) {
            throw unsealed(source, name, e);
        }
    }

    /** As long as the source has no data key, and for what is of no source. */
    byte[] sealByKeyset(Secret credential, String source, String account) {
        return sealByKeyset(credential, source, account, owner(source, account));
    }

    private byte[] sealByKeyset(Secret credential, String source, String name, byte[] owner) {
        KeyRing known = ring.known();
        if (known == null) {
            throw new KeyServiceUnavailableException("the source has no data key yet", null);
        }
        try {
            return known.aead().encrypt(plain(credential), owner);
        } catch (GeneralSecurityException e) {
            throw unsealed(source, name, e);
        }
    }

    private static byte[] plain(Secret credential) {
        return credential.reveal().getBytes(StandardCharsets.UTF_8);
    }

    private static IllegalStateException unsealed(String source, String name, GeneralSecurityException cause) {
        return new IllegalStateException("credential of %s/%s cannot be sealed".formatted(source, name), cause);
    }

    /** Whether a credential was sealed with a key of the keyset since this was asked last. */
    boolean takeSealedByKeyset() {
        boolean sealed = sealedByKeyset;
        sealedByKeyset = false;
        return sealed;
    }

    /**
     * The credential that was sealed.
     *
     * @throws IllegalStateException when the bytes were sealed with another key or for another account
     * @throws KeyServiceUnavailableException when the key is not to be had now
     */
    Secret open(byte[] ciphertext, String source, String account) {
        return open(ciphertext, source, account, owner(source, account));
    }

    /**
     * The credential of the source's own that was sealed.
     *
     * @throws IllegalStateException when the bytes were sealed with another key or for another name
     * @throws KeyServiceUnavailableException when the key is not to be had now
     */
    Secret openNamed(byte[] ciphertext, String source, String name) {
        return open(ciphertext, source, name, namedOwner(source, name));
    }

    private Secret open(byte[] ciphertext, String source, String name, byte[] owner) {
        try {
            byte[] plain = DataKey.sealed(ciphertext)
                    ? keys.opening(DataKey.id(ciphertext)).open(ciphertext, owner)
                    : ring.require().aead().decrypt(ciphertext, owner);
            return Secret.of(new String(plain, StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "credential of %s/%s does not open with the keys of this scheduler".formatted(source, name), e);
        }
    }

    /** No source begins with a slash, so a credential of a source opens for no account. */
    private static byte[] namedOwner(String source, String name) {
        return owner("/" + source, name);
    }

    private static byte[] owner(String source, String account) {
        return (source + "/" + account).getBytes(StandardCharsets.UTF_8);
    }
}
