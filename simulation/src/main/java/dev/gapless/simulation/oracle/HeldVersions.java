package dev.gapless.simulation.oracle;

import dev.gapless.simulation.upstream.UpstreamVersion;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The highest version of each item that is known to be somewhere. Reads bytes with its eyes, not with the core's. */
final class HeldVersions {

    private static final String REVISION = "\"revision\":";

    private final Map<String, Integer> highest = new HashMap<>();
    private final Map<String, Set<String>> records = new HashMap<>();
    private final Set<String> deleted = new HashSet<>();

    /** @param position of the record that says so */
    void add(String position, String item, byte[] bytes) {
        records.computeIfAbsent(item, any -> new HashSet<>()).add(position);
        highest.merge(item, revision(bytes), Math::max);
    }

    /** The record is gone, and was not read. */
    void forget(String position, String item) {
        records.getOrDefault(item, new HashSet<>()).remove(position);
    }

    /** It was concluded that the item is gone; nothing that is gone comes back here. */
    void delete(String item) {
        deleted.add(item);
    }

    /** True when anything of the item was read or can be. */
    boolean knows(String item) {
        return !records.getOrDefault(item, Set.of()).isEmpty();
    }

    boolean has(UpstreamVersion version) {
        return highest.getOrDefault(version.item(), 0) >= version.number() || deleted.contains(version.item());
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
