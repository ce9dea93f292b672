package dev.gapless.scheduler.accounts;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over keys that an operator changed in the keyset file or at the service for keys, while this service runs. Data
 * keys are wrapped anew then, and credentials stay as they are. Keys of a file that are needed stay in use until none
 * is.
 */
final class KeyRotation {

    private static final Logger LOG = LoggerFactory.getLogger(KeyRotation.class);

    private final @Nullable Supplier<KeyRing> keyset;
    private final @Nullable TransitKeyWrapper service;
    private final CredentialCipher cipher;
    private final DataKeyStore keys;
    private final KeysetCheck check;
    private final CredentialReseal reseal;
    private boolean resealed;

    /**
     * Of a scheduler.
     *
     * @param keyset as its file has it now; null where a service has all keys
     * @param service null where the keys are in a keyset
     */
    KeyRotation(
            @Nullable Supplier<KeyRing> keyset,
            @Nullable TransitKeyWrapper service,
            CredentialCipher cipher,
            DataKeyStore keys,
            KeysetCheck check,
            CredentialReseal reseal) {
        this.keyset = keyset;
        this.service = service;
        this.cipher = cipher;
        this.keys = keys;
        this.check = check;
        this.reseal = reseal;
    }

    void look() {
        if (service != null) {
            service.look();
        }
        boolean used = keys.isUsed();
        keys.look();
        // a file that was refused may lack the key that seals here: what others sealed is not sealed back with it
        if (keyset != null && !looked(keyset.get())) {
            return;
        }
        if (!resealed || used != keys.isUsed() || (used && cipher.takeSealedByKeyset())) {
            rewrap();
            reseal();
            resealed = !reseal.waits();
        } else if (service != null) {
            // another scheduler's file may lag behind, and both would wrap anew in turn; a service has one newest
            // version
            rewrap();
        }
    }

    /** @return false when the file lacks the key that is in use */
    private boolean looked(KeyRing found) {
        if (!found.sameKeys(cipher.ring().require())) {
            take(found);
            resealed = false;
        }
        return found.all().contains(cipher.ring().require().first());
    }

    /**
     * What is wrapped with a key that the file lacks is wrapped anew first, so a later look finds nothing that needs
     * it.
     */
    private void take(KeyRing found) {
        List<String> missing = check.missing(found);
        if (missing.isEmpty()) {
            cipher.ring().use(found);
            LOG.info(
                    "keyset-taken seals={} keys={}",
                    "%08x".formatted(found.first()),
                    found.all().size());
        } else {
            LOG.warn("keyset-not-taken missing={}", missing);
        }
    }

    private void rewrap() {
        int rewrapped = keys.rewrap();
        if (rewrapped > 0) {
            LOG.info("data-keys-rewrapped count={}", rewrapped);
        }
    }

    private void reseal() {
        int sealed = reseal.run();
        if (cipher.ring().known() != null) {
            check.renew(cipher);
        }
        if (sealed > 0) {
            LOG.info("credentials-resealed count={} data_keys={}", sealed, keys.isUsed());
        }
    }
}
