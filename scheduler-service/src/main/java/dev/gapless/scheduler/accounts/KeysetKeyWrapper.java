package dev.gapless.scheduler.accounts;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.function.Supplier;

/** Wraps data keys with the keys of a keyset, which comes from a file or the environment. */
final class KeysetKeyWrapper implements KeyWrapper {

    private final Supplier<KeyRing> ring;

    /** @param ring as it is used now; its first key wraps */
    KeysetKeyWrapper(Supplier<KeyRing> ring) {
        this.ring = ring;
    }

    @Override
    public byte[] prefix() {
        return ring.get().firstPrefix();
    }

    @Override
    public byte[] wrap(byte[] key, String source) {
        try {
            return ring.get().aead().encrypt(key, context(source));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the data key of %s cannot be wrapped".formatted(source), e);
        }
    }

    @Override
    public byte[] unwrap(byte[] wrapped, String source) {
        try {
            return ring.get().aead().decrypt(wrapped, context(source));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "the data key of %s does not open with the keys of the keyset".formatted(source), e);
        }
    }

    @Override
    public boolean has(byte[] wrapped) {
        return ring.get().all().stream()
                .map(KeyRing::prefix)
                .anyMatch(prefix ->
                        wrapped.length > prefix.length && Arrays.equals(prefix, Arrays.copyOf(wrapped, prefix.length)));
    }

    /** No credential is sealed so: an account is never named by a source alone. */
    private static byte[] context(String source) {
        return ("data-key " + source).getBytes(StandardCharsets.UTF_8);
    }
}
