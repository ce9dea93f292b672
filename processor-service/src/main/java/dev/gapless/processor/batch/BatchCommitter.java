package dev.gapless.processor.batch;

import dev.gapless.common.message.CorrectionRequest.Correction;
import dev.gapless.common.message.DecidedSpan;
import dev.gapless.common.message.Decision;
import dev.gapless.common.tracing.RecordTracer;
import dev.gapless.connector.catalog.CatalogUnavailableException;
import dev.gapless.connector.catalog.ConnectorCatalog;
import dev.gapless.processor.changes.Change;
import dev.gapless.processor.commit.CommitClient;
import dev.gapless.processor.commit.LedgerOutcome;
import dev.gapless.processor.corrections.CorrectionClient;
import dev.gapless.processor.corrections.ReplacesHeader;
import dev.gapless.processor.deadletters.RefusedRecord;
import dev.gapless.processor.normalise.NormalisationResult;
import dev.gapless.processor.normalise.RecordNormaliser;
import dev.gapless.processor.offsets.BatchParking;
import dev.gapless.processor.offsets.ParkedRecord;
import io.opentelemetry.api.trace.SpanContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what a batch comes to: nothing of it is visible to anyone but the ledger afterwards. Waits for the ledger
 * for as long as it takes, and may be interrupted at any point: the batch is then simply decided again. It waits for no
 * manifest: the records of a source whose manifest cannot be had are parked.
 */
public final class BatchCommitter {

    private static final Logger LOG = LoggerFactory.getLogger(BatchCommitter.class);

    private final ConnectorCatalog catalog;
    private final AwaitedSources awaited;
    private final CommitClient ledger;
    private final CorrectionClient corrections;
    private final RecordTracer tracer;

    public BatchCommitter(
            ConnectorCatalog catalog,
            AwaitedSources awaited,
            CommitClient ledger,
            CorrectionClient corrections,
            RecordTracer tracer) {
        this.catalog = catalog;
        this.awaited = awaited;
        this.ledger = ledger;
        this.corrections = corrections;
        this.tracer = tracer;
    }

    /**
     * @param spans what of the captured partitions is decided once these records are
     * @param parking which sources' records wait; grows with those whose manifest cannot be had
     */
    public CommitResult decide(
            List<ConsumerRecord<byte[], byte[]>> records,
            Map<String, UUID> topicIds,
            List<DecidedSpan> spans,
            BatchParking parking)
            throws InterruptedException {
        RecordNormaliser normaliser = new RecordNormaliser(new BatchCatalog(catalog));
        List<NormalisationResult.Sighted> sighted = new ArrayList<>(records.size());
        Outcome outcome = new Outcome(records.size());
        boolean replacing = false;
        for (ConsumerRecord<byte[], byte[]> record : records) {
            UUID topicId = topicIds.get(record.topic());
            if (topicId == null) {
                throw new IllegalStateException("topic id of %s: unknown".formatted(record.topic()));
            }
            if (waits(record, parking)) {
                outcome.parked.add(parking.park(record));
                continue;
            }
            switch (normalise(normaliser, record, topicId)) {
                case NormalisationResult.Sighted one -> {
                    sighted.add(one);
                    replacing |= ReplacesHeader.isIn(record.headers());
                }
                case NormalisationResult.Refused(RefusedRecord one) -> outcome.refused.add(one);
                case null -> outcome.parked.add(parking.park(record));
            }
        }
        List<DecidedSpan> decided = parking.decided(spans, topicIds);
        if (replacing) {
            decideMixed(sighted, outcome, decided);
        } else {
            decideOrdinary(sighted, outcome, decided);
        }
        return new CommitResult(outcome.decided, outcome.changes, outcome.refused, outcome.parked);
    }

    private void decideOrdinary(List<NormalisationResult.Sighted> sighted, Outcome outcome, List<DecidedSpan> spans)
            throws InterruptedException {
        if (sighted.isEmpty() && spans.isEmpty()) {
            return;
        }
        try (BatchTrace trace = BatchTrace.begin(tracer, sighted);
                var _ = trace.context().makeCurrent()) {
            List<LedgerOutcome> outcomes = ledger.commit(
                    sighted.stream().map(NormalisationResult.Sighted::item).toList(), spans);
            if (outcomes.size() != sighted.size()) {
                throw new IllegalStateException("%d outcomes for %d items".formatted(outcomes.size(), sighted.size()));
            }
            for (int i = 0; i < outcomes.size(); i++) {
                outcome.add(sighted.get(i), outcomes.get(i), trace.decided(sighted.get(i), outcomes.get(i)));
            }
        }
    }

    /** In their order; what a replay put back goes by a path of its own. */
    private void decideMixed(List<NormalisationResult.Sighted> sighted, Outcome outcome, List<DecidedSpan> spans)
            throws InterruptedException {
        List<NormalisationResult.Sighted> ordinary = new ArrayList<>(sighted.size());
        for (NormalisationResult.Sighted one : sighted) {
            Optional<ReplacesHeader> replacing = ReplacesHeader.read(one.raw().headers());
            if (replacing.isEmpty()) {
                ordinary.add(one);
                continue;
            }
            decideOrdinary(ordinary, outcome, List.of());
            ordinary.clear();
            outcome.add(
                    one,
                    corrections.correct(
                            new Correction(one.item(), replacing.get().replaced())),
                    SpanContext.getInvalid());
        }
        decideOrdinary(ordinary, outcome, spans);
    }

    private boolean waits(ConsumerRecord<byte[], byte[]> record, BatchParking parking) {
        return (!parking.isEmpty() && parking.holds(record))
                || (!awaited.isEmpty() && awaited.isAwaited(BatchParking.source(record)));
    }

    /**
     * Null while a source cannot be asked about: nothing can be said of its records then, neither processed nor
     * refused. Any other failure is a bug that this record has met; its neighbours go on.
     */
    private @Nullable NormalisationResult normalise(
            RecordNormaliser normaliser, ConsumerRecord<byte[], byte[]> record, UUID topicId) {
        try {
            return normaliser.normalise(record, topicId);
        } catch (CatalogUnavailableException e) {
            awaited.await(BatchParking.source(record), e);
            return null;
        } catch (RuntimeException | StackOverflowError e) {
            LOG.error("record-failed where={}", RefusedRecord.where(record), e);
            return new NormalisationResult.Refused(RefusedRecord.ofUnknown(
                    record,
                    null,
                    "processor-failed",
                    e.getClass().getSimpleName(),
                    "report it as a bug of the processor; redrive after its repair"));
        }
    }

    /** What a batch comes to, as far as that is known. */
    private static final class Outcome {

        private final List<RecordDecision> decided;
        private final List<Change> changes;
        private final List<RefusedRecord> refused = new ArrayList<>();
        private final List<ParkedRecord> parked = new ArrayList<>();

        Outcome(int records) {
            decided = new ArrayList<>(records);
            changes = new ArrayList<>(records);
        }

        void add(NormalisationResult.Sighted one, LedgerOutcome of, SpanContext trace) {
            switch (of) {
                case LedgerOutcome.Decided(Decision decision) -> {
                    decided.add(new RecordDecision(one.raw(), decision));
                    if (decision.accepted()) {
                        changes.add(new Change(one.captured(), one.item(), decision, trace));
                    }
                }
                case LedgerOutcome.Refused(String rule, String detail) ->
                    refused.add(RefusedRecord.of(
                            one.raw(),
                            one.item().streamId(),
                            rule,
                            detail,
                            "look for the reason in the checkpoint service's log, then redrive"));
            }
        }
    }
}
