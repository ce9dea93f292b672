package dev.gapless.common.connector;

import dev.gapless.common.message.Operation;
import org.jspecify.annotations.Nullable;

/** What a captured record says. */
public sealed interface Extraction {

    /**
     * One version of an item.
     *
     * @param version the source's own; for sources whose items never change, the fork generation of the reader
     * @param hash SHA-256 of {@code canonical}; 32 zero bytes for a delete
     * @param canonical the item as canonical JSON (UTF-8, members sorted); null for a delete
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Item(
            String itemId, long position, long version, Operation operation, byte[] hash, byte @Nullable [] canonical)
            implements Extraction {}

    /** The bytes are not such an item: to the dead letters. */
    record Unreadable(String rule, String detail, String remedy) implements Extraction {}
}
