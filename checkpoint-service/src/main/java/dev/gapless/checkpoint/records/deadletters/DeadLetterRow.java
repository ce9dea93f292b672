package dev.gapless.checkpoint.records.deadletters;

import dev.gapless.common.message.LogPosition;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A letter as it arrived.
 *
 * @param attempt how often it had been put back
 * @param previous the letter it was put back from; null when it was not
 */
@SuppressWarnings("ArrayRecordComponent")
record DeadLetterRow(
        LogPosition place,
        Instant arrivedAt,
        Provenance provenance,
        Cause cause,
        Content content,
        int attempt,
        @Nullable Long previous) {
    /**
     * Where the letter came from, as it says.
     *
     * @param source null unless the letter tells it, like {@code account} and {@code stream}
     * @param where it came from, as it says
     * @param origin the record it was; null when it was none
     */
    record Provenance(
            @Nullable String source,
            @Nullable String account,
            @Nullable String stream,
            String where,
            @Nullable DeadLetterOrigin origin) {}

    /** Why the record was refused. */
    record Cause(String rule, String detail, String remedy) {}

    /**
     * The record itself.
     *
     * @param headers those the record came with
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Content(byte @Nullable [] key, byte[] value, List<DeadLetterHeader> headers) {

        Content {
            headers = List.copyOf(headers);
        }
    }

    UUID topicId() {
        return place.topicId();
    }

    int partition() {
        return place.partition();
    }

    long offset() {
        return place.offset();
    }

    @Nullable
    String source() {
        return provenance.source();
    }

    @Nullable
    String account() {
        return provenance.account();
    }

    @Nullable
    String stream() {
        return provenance.stream();
    }

    String where() {
        return provenance.where();
    }

    @Nullable
    DeadLetterOrigin origin() {
        return provenance.origin();
    }

    String rule() {
        return cause.rule();
    }

    String detail() {
        return cause.detail();
    }

    String remedy() {
        return cause.remedy();
    }

    byte @Nullable [] key() {
        return content.key();
    }

    byte[] value() {
        return content.value();
    }

    List<DeadLetterHeader> headers() {
        return content.headers();
    }
}
