package dev.gapless.processor.intake;

import dev.gapless.common.message.CommitRequest;
import dev.gapless.common.message.CorrectionRequest.Correction;
import dev.gapless.common.message.DecidedSpan;
import dev.gapless.common.message.Decision;
import dev.gapless.processor.backoff.Backoff;
import dev.gapless.processor.backoff.Waiter;
import dev.gapless.processor.changes.Change;
import dev.gapless.processor.commit.Ledger;
import dev.gapless.processor.commit.RefusedItemException;
import dev.gapless.processor.corrections.Corrections;
import dev.gapless.processor.corrections.Replacing;
import dev.gapless.processor.deadletters.RefusedRecord;
import dev.gapless.processor.normalise.Normalised;
import dev.gapless.processor.normalise.Normaliser;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what a batch comes to: nothing of it is visible to anyone but the ledger afterwards. Waits for as long as
 * it takes, and may be interrupted at any point: the batch is then simply decided again.
 */
final class Decider {

    private static final Logger LOG = LoggerFactory.getLogger(Decider.class);
    private static final int LOG_EVERY = 20;

    private final Normaliser normaliser;
    private final Ledger ledger;
    private final Corrections corrections;
    private final Backoff backoff;
    private final Waiter waiter;

    Decider(Normaliser normaliser, Ledger ledger, Corrections corrections, Backoff backoff, Waiter waiter) {
        this.normaliser = normaliser;
        this.ledger = ledger;
        this.corrections = corrections;
        this.backoff = backoff;
        this.waiter = waiter;
    }

    /** @param spans what of the captured partitions is decided once these records are */
    Verdict decide(List<ConsumerRecord<byte[], byte[]>> records, Map<String, UUID> topicIds, List<DecidedSpan> spans)
            throws InterruptedException {
        List<Normalised.Sighted> sighted = new ArrayList<>(records.size());
        List<RefusedRecord> refused = new ArrayList<>();
        boolean replacing = false;
        for (ConsumerRecord<byte[], byte[]> record : records) {
            UUID topicId = topicIds.get(record.topic());
            if (topicId == null) {
                throw new IllegalStateException("topic id of %s: unknown".formatted(record.topic()));
            }
            switch (normalise(record, topicId)) {
                case Normalised.Sighted one -> {
                    sighted.add(one);
                    replacing |= Replacing.isIn(record.headers());
                }
                case Normalised.Refused(RefusedRecord one) -> refused.add(one);
            }
        }
        return replacing ? mixed(sighted, refused, spans) : ordinary(sighted, refused, spans);
    }

    private Verdict ordinary(List<Normalised.Sighted> sighted, List<RefusedRecord> refused, List<DecidedSpan> spans)
            throws InterruptedException {
        List<Decided> decided = new ArrayList<>(sighted.size());
        List<Change> changes = new ArrayList<>(sighted.size());
        note(sighted, commit(sighted, refused, spans), decided, changes);
        return new Verdict(decided, changes, refused);
    }

    /** In their order; what a replay put back goes by a door of its own. */
    private Verdict mixed(List<Normalised.Sighted> sighted, List<RefusedRecord> refused, List<DecidedSpan> spans)
            throws InterruptedException {
        List<Decided> decided = new ArrayList<>(sighted.size());
        List<Change> changes = new ArrayList<>(sighted.size());
        List<Normalised.Sighted> ordinary = new ArrayList<>(sighted.size());
        for (Normalised.Sighted one : sighted) {
            Optional<Replacing> replacing = Replacing.read(one.raw().headers());
            if (replacing.isEmpty()) {
                ordinary.add(one);
                continue;
            }
            note(ordinary, commit(ordinary, refused, List.of()), decided, changes);
            ordinary.clear();
            Optional<Decision> decision = corrections.correct(
                    new Correction(one.item(), replacing.get().replaced()));
            if (decision.isPresent()) {
                note(List.of(one), List.of(decision.get()), decided, changes);
            } else {
                refused.add(refusedByLedger(one, "the ledger refuses this item"));
            }
        }
        note(ordinary, commit(ordinary, refused, spans), decided, changes);
        return new Verdict(decided, changes, refused);
    }

    /** While a source cannot be asked about, nothing can be said of its records: neither processed nor refused. */
    private Normalised normalise(ConsumerRecord<byte[], byte[]> record, UUID topicId) throws InterruptedException {
        for (int failures = 1; ; failures++) {
            try {
                return normaliser.normalise(record, topicId);
            } catch (RuntimeException e) {
                if (failures % LOG_EVERY == 1) {
                    LOG.warn(
                            "connector-not-available where={} failures={} cause={}",
                            RefusedRecord.where(record),
                            failures,
                            e.getMessage());
                }
                waiter.pause(backoff.after(failures));
            }
        }
    }

    /** What the ledger can never store moves to the refused, and the rest is asked about again. */
    private List<Decision> commit(
            List<Normalised.Sighted> sighted, List<RefusedRecord> refused, List<DecidedSpan> spans)
            throws InterruptedException {
        while (!sighted.isEmpty() || !spans.isEmpty()) {
            try {
                return ledger.commit(items(sighted), spans);
            } catch (RefusedItemException e) {
                refused.add(remove(sighted, e));
            }
        }
        return List.of();
    }

    private static List<CommitRequest.Item> items(List<Normalised.Sighted> sighted) {
        return sighted.stream().map(Normalised.Sighted::item).toList();
    }

    private static void note(
            List<Normalised.Sighted> sighted, List<Decision> decisions, List<Decided> decided, List<Change> changes) {
        if (decisions.size() != sighted.size()) {
            throw new IllegalStateException("%d decisions for %d items".formatted(decisions.size(), sighted.size()));
        }
        for (int i = 0; i < decisions.size(); i++) {
            Normalised.Sighted one = sighted.get(i);
            decided.add(new Decided(one.raw(), decisions.get(i)));
            if (decisions.get(i).accepted()) {
                changes.add(new Change(one.captured(), one.item(), decisions.get(i)));
            }
        }
    }

    private static RefusedRecord remove(List<Normalised.Sighted> sighted, RefusedItemException cause) {
        for (Iterator<Normalised.Sighted> each = sighted.iterator(); each.hasNext(); ) {
            Normalised.Sighted one = each.next();
            if (one.item().logPosition().equals(cause.refused())) {
                each.remove();
                return refusedByLedger(one, String.valueOf(cause.getMessage()));
            }
        }
        throw cause;
    }

    private static RefusedRecord refusedByLedger(Normalised.Sighted one, String detail) {
        return RefusedRecord.of(
                one.raw(),
                one.item().streamId(),
                "ledger-refused",
                detail,
                "look for the reason in the checkpoint service's log, then replay");
    }
}
