package dev.gapless.scheduler.rollouts;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A way by which items of an account are captured. */
enum SourceDoor {
    /** Its live connection. */
    LIVE,

    /** Its listings, which are mined. */
    HISTORY;

    /** By the name that callers use. */
    static Optional<SourceDoor> of(String name) {
        return Arrays.stream(values())
                .filter(door -> door.publicName().equals(name))
                .findFirst();
    }

    String publicName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
