package dev.gapless.checkpoint.longrunning.operations;

import dev.gapless.common.platform.PageEnd;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Where a page of the list of operations ended.
 *
 * @param createdAt of the last one seen
 * @param id of the last one seen
 */
record OperationPlace(Instant createdAt, UUID id) {

    static OperationPlace parse(String text) {
        PageEnd end = new PageEnd(text, "createdAt/id");
        List<String> values = end.values();
        try {
            return new OperationPlace(end.instant(values.getFirst()), UUID.fromString(values.getLast()));
        } catch (IllegalArgumentException e) {
            throw end.refusal(e);
        }
    }
}
