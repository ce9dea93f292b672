package dev.gapless.checkpoint.items.undo;

import dev.gapless.common.kafka.AckedSend;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.operation.OperationJob;
import dev.gapless.common.operation.OperationKind;
import dev.gapless.common.operation.OperationPortions;
import dev.gapless.common.operation.OperationPosition;
import dev.gapless.common.operation.OperationProgress;
import dev.gapless.common.operation.OperationPublisher;
import dev.gapless.common.operation.OperationRun;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import tools.jackson.databind.json.JsonMapper;

/**
 * Undoes concluded deletes. Each restoration is published on {@code captured-backfill}, so that it is decided and
 * published like any other change.
 *
 * <p>What the walks that concluded them had proven is void, and is taken back before a portion is sent. If this ends
 * halfway, too little is claimed and not too much.
 */
final class UndoJob implements OperationJob {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final List<String> TOPICS = List.of(TopicNames.CAPTURED_BACKFILL);

    /** @param plan as it was before the first portion */
    record UndoJobState(UndoResult plan, OperationPosition position) {}

    private final UndoService undo;
    private final InferredDeleteStore deletes;
    private final OperationPublisher publisher;
    private final EvidenceRetraction proofs;
    private final Clock clock;
    private final MeterRegistry meters;

    UndoJob(
            UndoService undo,
            InferredDeleteStore deletes,
            OperationPublisher publisher,
            EvidenceRetraction proofs,
            Clock clock,
            MeterRegistry meters) {
        this.undo = undo;
        this.deletes = deletes;
        this.publisher = publisher;
        this.proofs = proofs;
        this.clock = clock;
        this.meters = meters;
    }

    @Override
    public OperationKind kind() {
        return OperationKind.UNDO;
    }

    @Override
    public String run(OperationRun run) throws InterruptedException {
        UndoRequest wanted = run.parameters(UndoRequest.class);
        UndoJobState saved = run.savedState(UndoJobState.class);
        UndoJobState state = saved == null ? new UndoJobState(undo.plan(wanted), OperationPosition.START) : saved;
        UndoResult plan = state.plan();
        Set<String> tasks = new HashSet<>();
        OperationPortions portions =
                new OperationPortions(run, publisher, TOPICS, state.position(), InferredDeleteRow.KEY_ORDER);
        List<InferredDeleteRow> portion = deletes.next(wanted, portions.after());
        while (!portion.isEmpty()) {
            String text = JSON.writeValueAsString(new UndoJobState(plan, portions.begin()));
            run.advance(new OperationProgress(text, portions.done(), plan.items()));
            proofs.takeBack(firstOfTask(portion, tasks));
            List<InferredDeleteRow> unsent = portion.stream()
                    .filter(item -> !portions.isSent(item.key()))
                    .toList();
            publisher.send(
                    run, unsent.stream().map(item -> record(run.id(), item)).toList());
            meters.counter("gapless.inferred.delete.undos.sent", "source", wanted.source())
                    .increment(unsent.size());
            portions.end(portion.getLast().key(), unsent.size());
            portion = deletes.next(wanted, portions.after());
        }
        String text = JSON.writeValueAsString(new UndoJobState(plan, portions.finish()));
        run.advance(new OperationProgress(text, portions.done(), plan.items()));
        return JSON.writeValueAsString(new UndoResult(false, portions.done(), plan.streams(), plan.notFound()));
    }

    private static List<InferredDeleteRow> firstOfTask(List<InferredDeleteRow> portion, Set<String> tasks) {
        List<InferredDeleteRow> first = new ArrayList<>();
        for (InferredDeleteRow item : portion) {
            if (tasks.add(item.stream().key() + " " + item.inferredBy())) {
                first.add(item);
            }
        }
        return first;
    }

    private ProducerRecord<byte[], byte[]> record(UUID operation, InferredDeleteRow item) {
        CapturedRecord restored = item.restoration(clock.instant());
        ProducerRecord<byte[], byte[]> record =
                AckedSend.record(TopicNames.CAPTURED_BACKFILL, restored.key(), restored.headers(), restored.value());
        record.headers().add(OperationPublisher.HEADER, OperationPublisher.header(operation, item.key()));
        return record;
    }
}
