package dev.gapless.simulation.mutants;

import dev.gapless.capture.delivery.CapturePublisher;
import dev.gapless.common.kafka.SendCallback;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.CoverageRetraction;
import dev.gapless.common.message.DeadLetter;
import dev.gapless.common.message.RecordPlace;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps the reports, and acknowledges everything. */
record CollectedReports(List<CoverageReport> told) implements CapturePublisher {

    @Override
    public void captured(CapturedRecord item, SendCallback done) {
        done.done(new RecordPlace(0, 0), null);
    }

    @Override
    public void deadLetter(String source, DeadLetter letter, Consumer<@Nullable Exception> done) {
        done.accept(null);
    }

    @Override
    public void coverage(CoverageReport report, Consumer<@Nullable Exception> done) {
        told.add(report);
        done.accept(null);
    }

    @Override
    public void retract(CoverageRetraction retraction, Consumer<@Nullable Exception> done) {
        done.accept(null);
    }
}
