package dev.gapless.connector.extraction;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;

/**
 * Where in a document an item and its essentials are.
 *
 * @param item the item itself; what is hashed and kept
 * @param version null when the source's items never change
 * @param created position of the item's first version; null when the source does not say
 * @param deleted true in an item that is gone; null when the source does not say
 */
public record ItemPointers(
        JsonPointer item,
        IdentifierTemplate id,
        JsonPointer position,
        @Nullable JsonPointer version,
        @Nullable JsonPointer created,
        @Nullable JsonPointer deleted) {

    /** With an id that is one member. */
    public ItemPointers(
            JsonPointer item,
            JsonPointer id,
            JsonPointer position,
            @Nullable JsonPointer version,
            @Nullable JsonPointer created,
            @Nullable JsonPointer deleted) {
        this(item, IdentifierTemplate.of(id), position, version, created, deleted);
    }

    /** Those that tell what an item is. */
    public List<JsonPointer> essential() {
        return Stream.concat(
                        id.pointers().stream(),
                        Stream.of(position, version, created, deleted).flatMap(Stream::ofNullable))
                .toList();
    }

    /** The same item inside an envelope. */
    public ItemPointers under(JsonPointer envelope) {
        return new ItemPointers(
                envelope.append(item),
                id.under(envelope),
                envelope.append(position),
                version == null ? null : envelope.append(version),
                created == null ? null : envelope.append(created),
                deleted == null ? null : envelope.append(deleted));
    }
}
