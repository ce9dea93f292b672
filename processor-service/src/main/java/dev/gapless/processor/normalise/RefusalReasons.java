package dev.gapless.processor.normalise;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.connector.ExtractionResult;
import dev.gapless.processor.deadletters.RefusedRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Why a record is refused, in words for operators. */
final class RefusalReasons {

    private RefusalReasons() {}

    static NormalisationResult malformed(ConsumerRecord<byte[], byte[]> record, IllegalArgumentException cause) {
        return new NormalisationResult.Refused(RefusedRecord.ofUnknown(
                record,
                null,
                "captured-record",
                String.valueOf(cause.getMessage()),
                "find out who writes to this topic beside captures and miners"));
    }

    static NormalisationResult unknownSource(ConsumerRecord<byte[], byte[]> record, CapturedRecord captured) {
        return new NormalisationResult.Refused(RefusedRecord.ofUnknown(
                record,
                captured.stream(),
                "unknown-source",
                "source: %s".formatted(captured.stream().source()),
                "apply the source's manifest again, then replay"));
    }

    static NormalisationResult unreadable(
            ConsumerRecord<byte[], byte[]> record, CapturedRecord captured, ExtractionResult.Unreadable cause) {
        return new NormalisationResult.Refused(
                RefusedRecord.of(record, captured.stream(), cause.rule(), cause.detail(), cause.remedy()));
    }

    static NormalisationResult otherItem(ConsumerRecord<byte[], byte[]> record, CapturedRecord captured) {
        return new NormalisationResult.Refused(RefusedRecord.of(
                record,
                captured.stream(),
                "item-id",
                "the bytes are of another item than the record's key",
                "compare the manifest's item id of the live and the backfill path, then replay"));
    }

    static NormalisationResult tooLarge(
            ConsumerRecord<byte[], byte[]> record, CapturedRecord captured, int bytes, int largest) {
        return new NormalisationResult.Refused(RefusedRecord.of(
                record,
                captured.stream(),
                "item-size",
                "%d bytes (expected: at most %d)".formatted(bytes, largest),
                "leave out members of the item in the manifest, then replay"));
    }
}
