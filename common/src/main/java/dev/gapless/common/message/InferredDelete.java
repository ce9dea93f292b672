package dev.gapless.common.message;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The value of a {@link CapturedRecord.RecordKind#INFERRED_DELETE} record: delete this item at exactly this version. A
 * version of the item observed later is higher and raises it again.
 *
 * @param undoCount how often an inferred delete of this version had been undone before; one that does not know of the
 *     last undoing is too late. Absent for 0
 */
public record InferredDelete(
        long position,
        long version,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) int undoCount) {

    /** Of a version that was never deleted by inference before. */
    public InferredDelete(long position, long version) {
        this(position, version, 0);
    }

    @JsonCreator
    static InferredDelete of(long position, long version, @Nullable Integer undoCount) {
        return new InferredDelete(position, version, undoCount == null ? 0 : undoCount);
    }

    public byte[] toBytes() {
        return MessageCodec.write(this);
    }

    /** @throws UnreadableMessageException when the bytes are not such a message */
    public static InferredDelete fromBytes(byte[] bytes) {
        return MessageCodec.read(bytes, InferredDelete.class);
    }
}
