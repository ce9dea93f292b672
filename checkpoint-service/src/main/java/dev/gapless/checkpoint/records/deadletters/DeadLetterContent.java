package dev.gapless.checkpoint.records.deadletters;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a letter holds: the record as it came. */
@SuppressWarnings("ArrayRecordComponent")
record DeadLetterContent(byte @Nullable [] key, byte[] value, List<DeadLetterHeader> headers) {

    DeadLetterContent {
        headers = List.copyOf(headers);
    }
}
