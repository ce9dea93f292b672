package dev.gapless.scheduler.accounts;

import dev.gapless.common.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/** Seals credentials, each for its account: bytes moved to another account's row do not open there. */
final class CredentialCipher {

    private volatile KeyRing ring;

    CredentialCipher(KeyRing ring) {
        this.ring = ring;
    }

    KeyRing ring() {
        return ring;
    }

    /** From now on these keys are used. */
    void use(KeyRing keys) {
        ring = keys;
    }

    byte[] seal(Secret credential, String source, String account) {
        try {
            return ring.aead().encrypt(credential.reveal().getBytes(StandardCharsets.UTF_8), owner(source, account));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("credential of %s/%s cannot be sealed".formatted(source, account), e);
        }
    }

    /** For a credential of the source's own. No source begins with a slash, so it opens for no account. */
    byte[] sealNamed(Secret credential, String source, String name) {
        return seal(credential, "/" + source, name);
    }

    /** @throws IllegalStateException when the bytes were sealed with another key or for another name */
    Secret openNamed(byte[] ciphertext, String source, String name) {
        return open(ciphertext, "/" + source, name);
    }

    /** @throws IllegalStateException when the bytes were sealed with another key or for another account */
    Secret open(byte[] ciphertext, String source, String account) {
        try {
            return Secret.of(
                    new String(ring.aead().decrypt(ciphertext, owner(source, account)), StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "credential of %s/%s does not open with the keys of the keyset file".formatted(source, account), e);
        }
    }

    private static byte[] owner(String source, String account) {
        return (source + "/" + account).getBytes(StandardCharsets.UTF_8);
    }
}
