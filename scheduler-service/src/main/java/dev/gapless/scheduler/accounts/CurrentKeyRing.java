package dev.gapless.scheduler.accounts;

import org.jspecify.annotations.Nullable;

/** The keys of the keyset that are in use. There are none where a service for keys has all of them. */
final class CurrentKeyRing {

    private volatile @Nullable KeyRing ring;

    CurrentKeyRing(@Nullable KeyRing ring) {
        this.ring = ring;
    }

    @Nullable
    KeyRing known() {
        return ring;
    }

    /** @throws IllegalStateException when there is no keyset */
    KeyRing require() {
        KeyRing known = ring;
        if (known == null) {
            throw new IllegalStateException(
                    "no keyset: give the scheduler the keyset that the stored credentials were sealed with");
        }
        return known;
    }

    /** From now on these keys are used. */
    void use(KeyRing keys) {
        ring = keys;
    }
}
