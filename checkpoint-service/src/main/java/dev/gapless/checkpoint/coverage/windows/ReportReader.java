package dev.gapless.checkpoint.coverage.windows;

import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.CoverageRetraction;
import dev.gapless.common.message.UnreadableMessageException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Reads a record of the topic. */
final class ReportReader {

    private static final int MAX_WINDOW_ID = 500;

    /** What a record is. */
    sealed interface Reading {

        record Report(CoverageReport report) implements Reading {}

        record Retraction(CoverageRetraction retraction) implements Reading {}

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
            return isRetraction(record)
                    ? check(CoverageRetraction.fromBytes(value))
                    : check(CoverageReport.fromBytes(value));
        } catch (UnreadableMessageException | IllegalArgumentException | NullPointerException e) {
            return new Reading.Unreadable("coverage-report", String.valueOf(e.getMessage()));
        }
    }

    private static boolean isRetraction(ConsumerRecord<byte[], byte[]> record) {
        Header kind = record.headers().lastHeader(CoverageRetraction.KIND_HEADER);
        return kind != null && Arrays.equals(kind.value(), CoverageRetraction.KIND.getBytes(StandardCharsets.UTF_8));
    }

    private static Reading check(CoverageRetraction retraction) {
        String window = retraction.windowId();
        if (window != null && !isWindowId(window)) {
            return new Reading.Unreadable("window-id", "not 1 to %d bytes without U+0000".formatted(MAX_WINDOW_ID));
        }
        String complete = retraction.stream().key() + retraction.cause().length() + retraction.at();
        return complete.isEmpty() || retraction.cause().indexOf('\0') >= 0
                ? new Reading.Unreadable("coverage-report", "the cause holds U+0000")
                : new Reading.Retraction(retraction);
    }

    private static boolean isWindowId(String id) {
        return !id.isEmpty() && id.getBytes(StandardCharsets.UTF_8).length <= MAX_WINDOW_ID && id.indexOf('\0') < 0;
    }

    private static Reading check(CoverageReport report) {
        if (!isWindowId(report.windowId())) {
            return new Reading.Unreadable("window-id", "not 1 to %d bytes without U+0000".formatted(MAX_WINDOW_ID));
        }
        if (report.anchors().stream().anyMatch(anchor -> anchor.hash().indexOf('\0') >= 0)) {
            return new Reading.Unreadable("anchor", "a fingerprint holds U+0000");
        }
        // what a null in any of these would break, it breaks here
        String complete =
                report.stream().key() + report.path().name() + report.evidence().name() + report.at();
        return complete.isEmpty()
                ? new Reading.Unreadable("coverage-report", "a member is absent")
                : new Reading.Report(report);
    }
}
