package dev.gapless.scheduler.accounts;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over keys that an operator changed in the file, while the service runs. Keys that something is sealed with stay
 * in use until nothing is.
 */
final class KeyRotation {

    private static final Logger LOG = LoggerFactory.getLogger(KeyRotation.class);

    private final KeysetFile file;
    private final CredentialCipher cipher;
    private final KeysetCheck check;
    private final CredentialReseal reseal;
    private boolean resealed;

    KeyRotation(KeysetFile file, CredentialCipher cipher, KeysetCheck check, CredentialReseal reseal) {
        this.file = file;
        this.cipher = cipher;
        this.check = check;
        this.reseal = reseal;
    }

    void look() {
        KeyRing found = file.ring();
        if (!found.sameKeys(cipher.ring())) {
            take(found);
            resealed = false;
        }
        // a file that was refused may lack the key that seals here: what others sealed is not sealed back with it
        if (!resealed && found.all().contains(cipher.ring().first())) {
            reseal();
            resealed = true;
        }
    }

    /**
     * What is sealed with a key that the file lacks is sealed anew first, so a later look finds nothing that needs it.
     */
    private void take(KeyRing found) {
        List<String> missing = check.missing(found);
        if (missing.isEmpty()) {
            cipher.use(found);
            LOG.info(
                    "keyset-taken seals={} keys={}",
                    "%08x".formatted(found.first()),
                    found.all().size());
        } else {
            LOG.warn("keyset-not-taken missing={}", missing);
        }
    }

    private void reseal() {
        int sealed = reseal.run();
        check.renew(cipher);
        if (sealed > 0) {
            LOG.info(
                    "credentials-resealed count={} with={}",
                    sealed,
                    "%08x".formatted(cipher.ring().first()));
        }
    }
}
