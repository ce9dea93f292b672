package dev.gapless.checkpoint.coverage.windows;

import dev.gapless.checkpoint.jdbc.AppliedOffsets;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.platform.LoopHealth;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedRuntimeException;

/**
 * Applies reports poll by poll; a poll's offsets are committed once its reports are in the database, or in the dead
 * letters. A restored database gets what it has lost again. Nothing that happens ends the loop: what could not be
 * applied is read again after a pause.
 */
final class CoverageLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CoverageLoop.class);
    private static final String NAME = "coverage";
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration STOP = Duration.ofSeconds(4);

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final LoopHealth health;
    private final CoverageWindowStore ledger;
    private final RefusedReports refused;
    private final AppliedOffsets offsets;
    private final MeterRegistry meters;
    private final ReportApplier applier;
    private final Thread thread =
            Thread.ofPlatform().name("checkpoint-coverage").daemon().unstarted(this::run);
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile @Nullable Consumer<byte[], byte[]> current;
    private long failedInARow;

    CoverageLoop(
            Supplier<Consumer<byte[], byte[]>> consumers,
            LoopHealth health,
            CoverageWindowStore ledger,
            CoverageRetractions cuts,
            RefusedReports refused,
            AppliedOffsets offsets,
            MeterRegistry meters) {
        this.consumers = consumers;
        this.health = health;
        this.ledger = ledger;
        this.refused = refused;
        this.offsets = offsets;
        this.meters = meters;
        this.applier = new ReportApplier(this::applyReports, cuts::apply);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!isClosing()) {
                follow();
            }
        } catch (InterruptedException | InterruptException e) {
            LOG.debug("coverage-interrupted");
        } catch (WakeupException e) {
            LOG.debug("coverage-woken");
        }
    }

    /** Comes back when the service stops, or when there is no consumer: Kafka has no address yet. */
    private void follow() throws InterruptedException {
        try (Consumer<byte[], byte[]> consumer = consumers.get()) {
            current = consumer;
            consumer.subscribe(List.of(TopicNames.COVERAGE));
            health.running(NAME);
            while (!isClosing()) {
                round(consumer);
            }
        } catch (WakeupException | InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            if (!isClosing()) {
                LOG.warn("coverage-not-followed cause={}", e.toString());
                health.interrupted(NAME, e);
                pause();
            }
        }
    }

    private void round(Consumer<byte[], byte[]> consumer) throws InterruptedException {
        ConsumerRecords<byte[], byte[]> records = ConsumerRecords.empty();
        try {
            records = consumer.poll(POLL);
            if (!records.isEmpty() && !offsets.setBack(consumer, records)) {
                apply(records);
                offsets.move(records);
                consumer.commitSync();
            }
            failedInARow = 0;
        } catch (WakeupException e) {
            LOG.debug("coverage-woken closing={}", isClosing());
        } catch (NestedRuntimeException | KafkaException e) {
            if (failedInARow++ == 0) {
                LOG.warn("coverage-not-applied reports={} cause={}", records.count(), e.toString());
            }
            again(consumer, records, "outside");
        } catch (RuntimeException | Error e) {
            LOG.error("coverage-failed-by-bug reports={}", records.count(), e);
            again(consumer, records, "bug");
        }
    }

    /** Refused ones last: while the database is away they would be kept again at each attempt. */
    private void apply(ConsumerRecords<byte[], byte[]> records) {
        applier.apply(records).forEach(each -> refused.keep(each.record(), each.why()));
    }

    private void applyReports(List<CoverageReport> reports) {
        ledger.apply(reports);
        reports.forEach(this::count);
    }

    /** The next poll brings the same records again. */
    private void again(Consumer<byte[], byte[]> consumer, ConsumerRecords<byte[], byte[]> records, String kind)
            throws InterruptedException {
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
        pause();
    }

    private void pause() throws InterruptedException {
        var _ = closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void count(CoverageReport report) {
        meters.counter(
                        "gapless.coverage.reports",
                        "source",
                        report.stream().source(),
                        "path",
                        report.path().name().toLowerCase(Locale.ROOT))
                .increment();
    }

    @Override
    public void close() {
        closing.countDown();
        Consumer<byte[], byte[]> consumer = current;
        if (consumer != null) {
            consumer.wakeup();
        }
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
