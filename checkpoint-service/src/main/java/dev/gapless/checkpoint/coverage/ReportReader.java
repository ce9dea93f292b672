package dev.gapless.checkpoint.coverage;

import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.UnreadableMessageException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Reads a record of the topic. */
final class ReportReader {

    private static final int LONGEST_WINDOW_ID = 500;

    /** What a record is. */
    sealed interface Reading {

        record Report(CoverageReport report) implements Reading {}

        /** It can never be applied; leaving it out only makes the coverage smaller. */
        record Unreadable(String rule, String detail) implements Reading {}
    }

    private ReportReader() {}

    static Reading read(ConsumerRecord<byte[], byte[]> record) {
        byte @Nullable [] value = record.value();
        if (value == null) {
            return new Reading.Unreadable("coverage-report", "the record has no value");
        }
        try {
            return check(CoverageReport.fromBytes(value));
        } catch (UnreadableMessageException | IllegalArgumentException | NullPointerException e) {
            return new Reading.Unreadable("coverage-report", String.valueOf(e.getMessage()));
        }
    }

    private static Reading check(CoverageReport report) {
        if (report.windowId().isEmpty()
                || report.windowId().getBytes(StandardCharsets.UTF_8).length > LONGEST_WINDOW_ID
                || report.windowId().indexOf('\0') >= 0) {
            return new Reading.Unreadable("window-id", "not 1 to %d bytes without U+0000".formatted(LONGEST_WINDOW_ID));
        }
        if (report.anchors().stream().anyMatch(anchor -> anchor.hash().indexOf('\0') >= 0)) {
            return new Reading.Unreadable("anchor", "a fingerprint holds U+0000");
        }
        // what a null in any of these would break, it breaks here
        String complete =
                report.stream().key() + report.door().name() + report.evidence().name();
        return complete.isEmpty()
                ? new Reading.Unreadable("coverage-report", "a member is absent")
                : new Reading.Report(report);
    }
}
