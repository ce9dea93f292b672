package dev.gapless.checkpoint.coverage.windows;

import dev.gapless.checkpoint.coverage.windows.ReportReader.Reading;
import dev.gapless.checkpoint.coverage.windows.ReportReader.Reading.Unreadable;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.platform.database.DataErrors;
import dev.gapless.common.position.StreamId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedRuntimeException;

/**
 * Applies what a poll brought, in its order. Of the reports between two retractions those of up to {@value #STREAMS}
 * streams go together, and all of a stream do. So a poll that is late writes each window once, however often it was
 * reported. Reports that fail for what they hold, or by a bug, are halved until the one that fails is alone. So one
 * report costs no other its coverage. Applying a report or a retraction again changes nothing, so a failed poll is
 * simply applied again.
 */
final class ReportApplier {

    private static final Logger LOG = LoggerFactory.getLogger(ReportApplier.class);

    /**
     * Of one transaction, which holds an advisory lock for each. As many replicas as the topic has partitions (12) must
     * find room for theirs in the lock table of a PostgreSQL with its default settings.
     */
    private static final int STREAMS = 1_000;

    /** Attempts with one record alone before it is refused. */
    private static final int MAX_ATTEMPTS = 3;

    /** A record that is no report, or that cannot be applied. */
    record Refused(ConsumerRecord<byte[], byte[]> record, Unreadable why) {}

    private record Told(ConsumerRecord<byte[], byte[]> record, CoverageReport report) {}

    private final Consumer<List<CoverageReport>> reports;
    private final Consumer<RetractedRange> cuts;

    /**
     * @param reports applies reports, all or none
     * @param cuts applies one retraction
     */
    ReportApplier(Consumer<List<CoverageReport>> reports, Consumer<RetractedRange> cuts) {
        this.reports = reports;
        this.cuts = cuts;
    }

    /**
     * @return those that were not applied and never can be
     * @throws RuntimeException when something around was away; then some of the records may be applied
     */
    List<Refused> apply(Iterable<ConsumerRecord<byte[], byte[]>> records) {
        List<Refused> refused = new ArrayList<>();
        List<Told> together = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            switch (ReportReader.read(record)) {
                case Reading.Report(CoverageReport report) -> together.add(new Told(record, report));
                case Reading.Retraction retraction -> {
                    applyByStreams(together, refused);
                    together = new ArrayList<>();
                    alone(
                            record,
                            "retraction-failed",
                            () -> cuts.accept(RetractedRange.of(retraction.retraction())),
                            refused);
                }
                case Unreadable unreadable -> refused.add(new Refused(record, unreadable));
            }
        }
        applyByStreams(together, refused);
        return refused;
    }

    /** Reports of different streams do not depend on each other's order. */
    private void applyByStreams(List<Told> told, List<Refused> refused) {
        Map<StreamId, List<Told>> byStream = new LinkedHashMap<>();
        told.forEach(each -> byStream.computeIfAbsent(each.report().stream(), stream -> new ArrayList<>())
                .add(each));
        List<List<Told>> streams = List.copyOf(byStream.values());
        for (int first = 0; first < streams.size(); first += STREAMS) {
            apply(
                    streams.subList(first, Math.min(first + STREAMS, streams.size())).stream()
                            .flatMap(List::stream)
                            .toList(),
                    refused);
        }
    }

    private void apply(List<Told> told, List<Refused> refused) {
        if (told.size() == 1) {
            Told one = told.getFirst();
            alone(one.record(), "report-failed", () -> reports.accept(List.of(one.report())), refused);
        } else if (!told.isEmpty()) {
            try {
                reports.accept(told.stream().map(Told::report).toList());
            } catch (RuntimeException | StackOverflowError e) {
                requireOfRecord(e);
                LOG.warn("coverage-reports-halved reports={} cause={}", told.size(), cause(e));
                int middle = told.size() / 2;
                apply(told.subList(0, middle), refused);
                apply(told.subList(middle, told.size()), refused);
            }
        }
    }

    private static void alone(
            ConsumerRecord<byte[], byte[]> record, String rule, Runnable apply, List<Refused> refused) {
        for (int attempt = 1; ; attempt++) {
            try {
                apply.run();
                return;
            } catch (RuntimeException | StackOverflowError e) {
                requireOfRecord(e);
                if (attempt == MAX_ATTEMPTS) {
                    LOG.error("coverage-report-given-up rule={} where={}", rule, RefusedReports.where(record), e);
                    refused.add(new Refused(record, new Unreadable(rule, cause(e))));
                    return;
                }
            }
        }
    }

    /** Rethrows what says nothing about the record. */
    private static void requireOfRecord(Throwable failure) {
        boolean around = failure instanceof KafkaException || failure instanceof NestedRuntimeException;
        if (around && DataErrors.state(failure).isEmpty()) {
            throw (RuntimeException) failure;
        }
    }

    /** Without the failure's message, which may hold what the record holds. */
    private static String cause(Throwable failure) {
        String name = failure.getClass().getSimpleName();
        return DataErrors.state(failure)
                .map(state -> name + " of SQLSTATE " + state)
                .orElse(name);
    }
}
