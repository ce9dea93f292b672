package dev.gapless.checkpoint.coverage;

import dev.gapless.checkpoint.coverage.ReportReader.Reading;
import dev.gapless.common.message.CoverageDoubt;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedRuntimeException;

/**
 * Applies reports poll by poll, and each doubt behind the reports before it; a poll's offsets are committed once its
 * reports are in the database. Nothing that happens ends the loop: what could not be applied is read again after a
 * pause.
 */
final class CoverageLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CoverageLoop.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration STOP = Duration.ofSeconds(4);

    private final Consumer<byte[], byte[]> consumer;
    private final CoverageLedger ledger;
    private final CoverageCuts cuts;
    private final RefusedReports refused;
    private final MeterRegistry meters;
    private final Thread thread =
            Thread.ofPlatform().name("checkpoint-coverage").daemon().unstarted(this::run);
    private volatile boolean stopping;
    private long failedInARow;

    CoverageLoop(
            Consumer<byte[], byte[]> consumer,
            CoverageLedger ledger,
            CoverageCuts cuts,
            RefusedReports refused,
            MeterRegistry meters) {
        this.consumer = consumer;
        this.ledger = ledger;
        this.cuts = cuts;
        this.refused = refused;
        this.meters = meters;
    }

    void start() {
        thread.start();
    }

    private void run() {
        try (consumer) {
            consumer.subscribe(List.of(Topics.COVERAGE));
            while (!stopping) {
                round();
            }
        } catch (InterruptedException e) {
            LOG.debug("coverage-interrupted");
        } catch (WakeupException e) {
            LOG.debug("coverage-woken");
        }
    }

    private void round() throws InterruptedException {
        ConsumerRecords<byte[], byte[]> records = ConsumerRecords.empty();
        try {
            records = consumer.poll(POLL);
            if (!records.isEmpty()) {
                apply(records);
                consumer.commitSync();
            }
            failedInARow = 0;
        } catch (WakeupException e) {
            LOG.debug("coverage-woken stopping={}", stopping);
        } catch (NestedRuntimeException | KafkaException e) {
            if (failedInARow++ == 0) {
                LOG.warn("coverage-not-applied reports={} cause={}", records.count(), e.toString());
            }
            again(records, "outside");
        } catch (RuntimeException e) {
            LOG.error("coverage-failed-by-bug reports={}", records.count(), e);
            again(records, "bug");
        }
    }

    private void apply(ConsumerRecords<byte[], byte[]> records) {
        List<CoverageReport> reports = new ArrayList<>(records.count());
        for (var record : records) {
            switch (ReportReader.read(record)) {
                case Reading.Report(CoverageReport report) -> reports.add(report);
                case Reading.Doubt(CoverageDoubt doubt) -> {
                    apply(reports);
                    reports.clear();
                    cuts.apply(Cut.of(doubt));
                }
                case Reading.Unreadable unreadable -> refused.keep(record, unreadable);
            }
        }
        apply(reports);
    }

    private void apply(List<CoverageReport> reports) {
        if (!reports.isEmpty()) {
            ledger.apply(reports);
            reports.forEach(this::count);
        }
    }

    /** The next poll brings the same records again. */
    private void again(ConsumerRecords<byte[], byte[]> records, String kind) throws InterruptedException {
        meters.counter("gapless.failed.rounds", "loop", "coverage", "kind", kind)
                .increment();
        for (TopicPartition partition : records.partitions()) {
            if (consumer.assignment().contains(partition)) {
                consumer.seek(
                        partition,
                        new OffsetAndMetadata(
                                records.records(partition).getFirst().offset()));
            }
        }
        Thread.sleep(PAUSE);
    }

    private void count(CoverageReport report) {
        meters.counter(
                        "gapless.coverage.reports",
                        "source",
                        report.stream().source(),
                        "door",
                        report.door().name().toLowerCase(Locale.ROOT))
                .increment();
    }

    @Override
    public void close() {
        stopping = true;
        consumer.wakeup();
        try {
            if (thread.isAlive() && !thread.join(STOP)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
