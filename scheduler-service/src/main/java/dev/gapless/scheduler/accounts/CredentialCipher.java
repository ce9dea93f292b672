package dev.gapless.scheduler.accounts;

import dev.gapless.common.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seals credentials, each for its account: bytes moved to another account's row do not open there. The key is the data
 * key of the source. What was sealed with a key of the keyset itself still opens.
 */
final class CredentialCipher {

    private static final Logger LOG = LoggerFactory.getLogger(CredentialCipher.class);

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

    /** Makes the data key of a source, if it has none that opens and no transaction is going on. */
    void prepare(String source) {
        keys.prepare(source);
    }

    /** As {@link DataKeyStore#require}: nothing is replaced. */
    void require(String source) {
        keys.require(source);
    }

    /** In the transaction that stores what is sealed for a source, before that. */
    void check(String source) {
        keys.check(source);
    }

    /** Whether what is held is this credential. What does not open is another one. */
    boolean holds(byte[] held, String source, String account, Secret credential) {
        try {
            return open(held, source, account).equals(credential);
        } catch (IllegalStateException e) {
            LOG.debug("credential-not-opened source={} account={}", source, account, e);
            return false;
        }
    }

    /** @throws KeyServiceUnavailableException while there is no key to seal with */
    byte[] seal(Secret credential, String source, String account) {
        return seal(keys.sealing(source), credential, source, account);
    }

    /** For a credential of the source's own. No source begins with a slash, so it opens for no account. */
    byte[] sealNamed(Secret credential, String source, String name) {
        return seal(keys.sealing(source), credential, "/" + source, name);
    }

    private byte[] seal(@Nullable DataKey key, Secret credential, String source, String account) {
        if (key == null) {
            byte[] sealed = sealByKeyset(credential, source, account);
            sealedByKeyset = true;
            return sealed;
        }
        try {
            return key.seal(plain(credential), owner(source, account));
        } catch (GeneralSecurityException e) {
            throw unsealed(source, account, e);
        }
    }

    /** As long as the source has no data key, and for what is of no source. */
    byte[] sealByKeyset(Secret credential, String source, String account) {
        KeyRing known = ring.known();
        if (known == null) {
            throw new KeyServiceUnavailableException("the source has no data key yet", null);
        }
        try {
            return known.aead().encrypt(plain(credential), owner(source, account));
        } catch (GeneralSecurityException e) {
            throw unsealed(source, account, e);
        }
    }

    private static byte[] plain(Secret credential) {
        return credential.reveal().getBytes(StandardCharsets.UTF_8);
    }

    private static IllegalStateException unsealed(String source, String account, GeneralSecurityException cause) {
        return new IllegalStateException("credential of %s/%s cannot be sealed".formatted(source, account), cause);
    }

    /** Whether a credential was sealed with a key of the keyset since this was asked last. */
    boolean takeSealedByKeyset() {
        boolean sealed = sealedByKeyset;
        sealedByKeyset = false;
        return sealed;
    }

    /**
     * A credential of the source's own.
     *
     * @throws IllegalStateException when the bytes were sealed with another key or for another name
     * @throws KeyServiceUnavailableException when the key is not to be had now
     */
    Secret openNamed(byte[] ciphertext, String source, String name) {
        return open(ciphertext, source, "/" + source, name);
    }

    /**
     * The credential that was sealed.
     *
     * @throws IllegalStateException when the bytes were sealed with another key or for another account
     * @throws KeyServiceUnavailableException when the key is not to be had now
     */
    Secret open(byte[] ciphertext, String source, String account) {
        return open(ciphertext, source, source, account);
    }

    private Secret open(byte[] ciphertext, String keySource, String source, String account) {
        try {
            byte[] owner = owner(source, account);
            byte[] plain = DataKey.sealed(ciphertext)
                    ? openByDataKey(ciphertext, keySource, owner)
                    : ring.require().aead().decrypt(ciphertext, owner);
            return Secret.of(new String(plain, StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "credential of %s/%s does not open with the keys of this scheduler".formatted(source, account), e);
        }
    }

    /** The id may be that of a lost key, under which another was made. */
    private byte[] openByDataKey(byte[] ciphertext, String source, byte[] owner) throws GeneralSecurityException {
        int id = DataKey.id(ciphertext);
        DataKey known = keys.opening(id, source);
        try {
            return known.open(ciphertext, owner);
        } catch (GeneralSecurityException e) {
            DataKey stored = keys.reopened(id, source);
            if (stored.equals(known)) {
                throw e;
            }
            return stored.open(ciphertext, owner);
        }
    }

    private static byte[] owner(String source, String account) {
        return (source + "/" + account).getBytes(StandardCharsets.UTF_8);
    }
}
