package dev.gapless.sandbox.world;

import java.util.Locale;

/** The operation that made a version. */
public enum VersionOperation {
    CREATE,
    UPDATE,
    DELETE;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    static VersionOperation ofWire(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
