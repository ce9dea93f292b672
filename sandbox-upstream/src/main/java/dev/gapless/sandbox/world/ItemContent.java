package dev.gapless.sandbox.world;

import java.util.Arrays;
import tools.jackson.databind.JsonNode;

/**
 * What is unusual about an ordered item.
 *
 * @param size bytes that its text has at least; 0 for what chance makes of it
 */
public record ItemContent(int size, Nul nul) {

    /** The largest text, in bytes. */
    public static final int LARGEST = 16_000_000;

    public static final ItemContent PLAIN = new ItemContent(0, Nul.NOWHERE);

    /** Where an item has a NUL, U+0000. */
    public enum Nul {
        NOWHERE,
        TEXT,
        ID
    }

    static ItemContent fromJson(JsonNode node) {
        int size = node.path("size").asInt(0);
        if (node.has("size") && (size < 1 || size > LARGEST)) {
            throw new IllegalArgumentException("size: %d (expected 1 to %,d)".formatted(size, LARGEST));
        }
        return new ItemContent(size, node.has("nul") ? nul(node.get("nul").asString("")) : Nul.NOWHERE);
    }

    private static Nul nul(String word) {
        return Arrays.stream(new Nul[] {Nul.TEXT, Nul.ID})
                .filter(place -> place.name().equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("nul: '%s' (expected text or id)".formatted(word)));
    }

    boolean concernsText() {
        return size > 0 || nul == Nul.TEXT;
    }

    /** The id as it is to be. */
    String id(String id) {
        return nul == Nul.ID ? id + "\0" : id;
    }

    /** The text as it is to be. */
    String text(String text) {
        StringBuilder changed = new StringBuilder(text);
        if (nul == Nul.TEXT) {
            changed.append('\0');
        }
        return changed.append("x".repeat(Math.max(0, size - changed.length()))).toString();
    }
}
