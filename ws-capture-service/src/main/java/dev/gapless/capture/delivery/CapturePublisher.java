package dev.gapless.capture.delivery;

import dev.gapless.common.kafka.SendCallback;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.CoverageRetraction;
import dev.gapless.common.message.DeadLetter;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends records and reports to Kafka. Each send ends in exactly one call of {@code done}, from a thread of its own. The
 * argument is null when all replicas have it, and the failure when it is not known to be there.
 */
public interface CapturePublisher {

    void captured(CapturedRecord item, SendCallback done);

    void deadLetter(String source, DeadLetter letter, Consumer<@Nullable Exception> done);

    void coverage(CoverageReport report, Consumer<@Nullable Exception> done);

    /** Behind all reports of the stream that were sent before. */
    void retract(CoverageRetraction retraction, Consumer<@Nullable Exception> done);
}
