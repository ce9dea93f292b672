package dev.gapless.checkpoint.deadletters;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a letter holds: the record as it came. */
@SuppressWarnings("ArrayRecordComponent")
record LetterContent(byte @Nullable [] key, byte[] value, List<LetterHeader> headers) {

    LetterContent {
        headers = List.copyOf(headers);
    }
}
