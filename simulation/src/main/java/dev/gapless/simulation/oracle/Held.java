package dev.gapless.simulation.oracle;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The highest version of each item that is known to be somewhere. Reads bytes with its eyes, not with the core's. */
final class Held {

    private static final String REVISION = "\"revision\":";

    private final Map<String, Integer> highest = new HashMap<>();

    void add(String item, byte[] bytes) {
        highest.merge(item, revision(bytes), Math::max);
    }

    boolean has(String item, int version) {
        return highest.getOrDefault(item, 0) >= version;
    }

    /** 0 when there is none. */
    private static int revision(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        int at = text.indexOf(REVISION);
        int revision = 0;
        if (at >= 0) {
            for (int i = at + REVISION.length(); Character.isDigit(text.charAt(i)); i++) {
                revision = revision * 10 + text.charAt(i) - '0';
            }
        }
        return revision;
    }
}
