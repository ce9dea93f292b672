package dev.gapless.checkpoint.records.deadletters;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A letter as it arrived.
 *
 * @param topicId with {@code partition} and {@code offset}: where it stands on the topic of dead letters
 * @param source null unless the letter tells it, like {@code account} and {@code stream}
 * @param where it came from, as it says
 * @param origin the record it was; null when it was none
 * @param headers those the record came with
 * @param attempt how often it had been put back
 * @param previous the letter it was put back from; null when it was not
 */
@SuppressWarnings("ArrayRecordComponent")
record DeadLetterRow(
        UUID topicId,
        int partition,
        long offset,
        Instant arrivedAt,
        @Nullable String source,
        @Nullable String account,
        @Nullable String stream,
        String where,
        @Nullable DeadLetterOrigin origin,
        String rule,
        String detail,
        String remedy,
        byte @Nullable [] key,
        byte[] value,
        List<DeadLetterHeader> headers,
        int attempt,
        @Nullable Long previous) {

    DeadLetterRow {
        headers = List.copyOf(headers);
    }
}
