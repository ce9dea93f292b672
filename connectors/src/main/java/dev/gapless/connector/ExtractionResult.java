package dev.gapless.connector;

import dev.gapless.common.message.CommitRequest;
import dev.gapless.common.message.ItemOperation;
import org.jspecify.annotations.Nullable;

/** The result of reading a captured record. */
public sealed interface ExtractionResult {

    /**
     * One version of an item.
     *
     * @param version the source's own; for sources whose items never change, the fork generation of the reader
     * @param hash SHA-256 of {@code canonical} without the members that the manifest calls volatile; 32 zero bytes for
     *     a delete
     * @param canonical the item as canonical JSON (UTF-8, members sorted); null for a delete
     * @param hashVersion names the rules by which {@code hash} was made
     * @param volatileHash SHA-256 of the volatile members; null for a delete, and where the manifest names none
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Item(
            String itemId,
            long position,
            long version,
            ItemOperation operation,
            byte[] hash,
            byte @Nullable [] canonical,
            int hashVersion,
            byte @Nullable [] volatileHash)
            implements ExtractionResult {

        /** Without volatile members. */
        public Item(
                String itemId,
                long position,
                long version,
                ItemOperation operation,
                byte[] hash,
                byte @Nullable [] canonical) {
            this(itemId, position, version, operation, hash, canonical, CommitRequest.FIRST_RULES, null);
        }
    }

    /** The bytes are not such an item: to the dead letters. */
    record Unreadable(String rule, String detail, String remedy) implements ExtractionResult {}
}
