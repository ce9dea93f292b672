package dev.gapless.common.message;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to {@link CompareRequest}. JSON.
 *
 * @param held how many items the ledger holds in the range that are not deleted
 * @param notListed those of them that the source did not list
 * @param unknown listed ids that the ledger has never seen, not even as deleted
 * @param deleted listed ids that the ledger holds as deleted, wherever they had stood; absent for none
 */
public record CompareResponse(
        long held,
        List<Held> notListed,
        List<String> unknown,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Held> deleted) {

    public CompareResponse {
        notListed = List.copyOf(notListed);
        unknown = List.copyOf(unknown);
        deleted = List.copyOf(deleted);
    }

    @JsonCreator
    static CompareResponse of(long held, List<Held> notListed, List<String> unknown, @Nullable List<Held> deleted) {
        return new CompareResponse(held, notListed, unknown, deleted == null ? List.of() : deleted);
    }

    /**
     * An item as the ledger holds it.
     *
     * @param undoCount how often an inferred delete of this version was undone; an inferred delete names that. Absent
     *     for 0
     */
    public record Held(
            String itemId,
            long position,
            long version,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) int undoCount) {

        /** One that was never deleted by inference. */
        public Held(String itemId, long position, long version) {
            this(itemId, position, version, 0);
        }

        @JsonCreator
        static Held of(String itemId, long position, long version, @Nullable Integer undoCount) {
            return new Held(itemId, position, version, undoCount == null ? 0 : undoCount);
        }
    }
}
