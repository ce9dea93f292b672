package dev.gapless.checkpoint.coverage;

import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.Topics;
import dev.gapless.common.message.UnreadableMessageException;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** Applies reports poll by poll; a poll's offsets are committed once its reports are in the database. */
final class CoverageLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CoverageLoop.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration STOP = Duration.ofSeconds(5);

    private final Consumer<byte[], byte[]> consumer;
    private final CoverageLedger ledger;
    private final MeterRegistry meters;
    private final Thread thread = Thread.ofPlatform().name("coverage").unstarted(this::run);
    private volatile boolean stopping;

    CoverageLoop(Consumer<byte[], byte[]> consumer, CoverageLedger ledger, MeterRegistry meters) {
        this.consumer = consumer;
        this.ledger = ledger;
        this.meters = meters;
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            consumer.subscribe(List.of(Topics.COVERAGE));
            while (!stopping) {
                pollOnce();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            consumer.close();
        }
    }

    private void pollOnce() throws InterruptedException {
        ConsumerRecords<byte[], byte[]> records = ConsumerRecords.empty();
        try {
            records = consumer.poll(POLL);
            List<CoverageReport> reports = read(records);
            if (!reports.isEmpty()) {
                ledger.apply(reports);
                reports.forEach(this::count);
            }
            if (!records.isEmpty()) {
                consumer.commitSync();
            }
        } catch (WakeupException e) {
            LOG.debug("coverage-woken stopping={}", stopping);
        } catch (DataAccessException | TransactionException | KafkaException e) {
            LOG.warn(
                    "coverage-not-applied reports={} cause={}",
                    records.count(),
                    e.getClass().getSimpleName(),
                    e);
            rewind(records);
            Thread.sleep(PAUSE);
        }
    }

    /** The next poll brings the same records again. */
    private void rewind(ConsumerRecords<byte[], byte[]> records) {
        Map<TopicPartition, OffsetAndMetadata> first = new HashMap<>();
        for (TopicPartition partition : records.partitions()) {
            first.put(
                    partition,
                    new OffsetAndMetadata(records.records(partition).getFirst().offset()));
        }
        first.forEach((partition, offset) -> {
            if (consumer.assignment().contains(partition)) {
                consumer.seek(partition, offset);
            }
        });
    }

    private List<CoverageReport> read(ConsumerRecords<byte[], byte[]> records) {
        List<CoverageReport> reports = new ArrayList<>(records.count());
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                reports.add(CoverageReport.fromBytes(record.value()));
            } catch (UnreadableMessageException | IllegalArgumentException e) {
                // left out, it only makes the coverage smaller
                LOG.error("coverage-report-unreadable partition={} offset={}", record.partition(), record.offset(), e);
            }
        }
        return reports;
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
                LOG.warn("coverage-still-ending");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
