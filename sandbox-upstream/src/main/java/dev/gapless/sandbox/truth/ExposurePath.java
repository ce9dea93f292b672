package dev.gapless.sandbox.truth;

import java.util.Locale;

/** By which a version was shown. */
public enum ExposurePath {
    /** Written to a subscribed socket. */
    LIVE,

    /** Served as an item of a page. */
    HTTP;

    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    static ExposurePath ofWire(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
