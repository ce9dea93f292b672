package dev.gapless.sandbox.world;

import java.util.Locale;

/** What made a version. */
public enum Operation {
    CREATE,
    UPDATE,
    DELETE;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Operation ofWire(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
