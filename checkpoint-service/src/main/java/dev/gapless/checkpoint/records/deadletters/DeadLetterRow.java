package dev.gapless.checkpoint.records.deadletters;

import dev.gapless.common.message.LogPosition;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A letter as it arrived.
 *
 * @param place of the letter on the topic of letters
 * @param where the refused record came from, as the letter says
 * @param origin the refused record; null when it was none
 * @param attempt how often it had been put back
 * @param previous the letter it was put back from; null when it was not
 */
record DeadLetterRow(
        LogPosition place,
        Instant arrivedAt,
        DeadLetterSubject subject,
        String where,
        @Nullable DeadLetterOrigin origin,
        DeadLetterCause cause,
        DeadLetterContent content,
        int attempt,
        @Nullable Long previous) {}
