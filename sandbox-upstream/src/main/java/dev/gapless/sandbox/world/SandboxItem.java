package dev.gapless.sandbox.world;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.util.RawValue;

/**
 * An item as both paths show it. Kept as the bytes of its JSON and not as a tree. A tree takes about five times the
 * room, and a sandbox that runs for a day holds very many of them.
 */
public final class SandboxItem {

    private final byte[] json;

    SandboxItem(JsonNode json) {
        this.json = json.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** To be put into a tree unchanged. */
    public RawValue raw() {
        return new RawValue(toString());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SandboxItem item && Arrays.equals(json, item.json);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(json);
    }

    /** The JSON. */
    @Override
    public String toString() {
        return new String(json, StandardCharsets.UTF_8);
    }
}
