package dev.gapless.miner.delivery;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.DeadLetter;
import dev.gapless.common.message.MiningProgress;
import dev.gapless.common.message.RecordLimit;
import dev.gapless.common.message.RecordPlace;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.tracing.RecordTracer;
import dev.gapless.common.tracing.TraceParent;
import dev.gapless.miner.delivery.PublishResult.Acked;
import dev.gapless.miner.delivery.PublishResult.Failed;
import dev.gapless.miner.delivery.RecordPublisher.OutgoingRecord;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.RecordTooLargeException;

/**
 * Writes and waits: when a method returns {@link Acked}, Kafka has everything. Coverage is not even sent before the
 * items it speaks of are acknowledged, whatever order the acknowledgements come in. So a crash at any point leaves, at
 * worst, items that are not claimed yet.
 */
public final class AckedPublisher {

    /** Waits for acknowledgements. An interface so that a test can move its clock instead. */
    @FunctionalInterface
    public interface Wait {
        void until(CompletableFuture<Void> acknowledged, Duration patience)
                throws InterruptedException, ExecutionException, TimeoutException;
    }

    private final RecordPublisher outbox;
    private final Wait wait;
    private final Duration patience;
    private final RecordLimit limit;
    private final MeterRegistry meters;
    private final RecordTracer tracer;

    public AckedPublisher(
            RecordPublisher outbox, Duration patience, RecordLimit limit, MeterRegistry meters, RecordTracer tracer) {
        this(outbox, (all, time) -> all.get(time.toMillis(), TimeUnit.MILLISECONDS), patience, limit, meters, tracer);
    }

    public AckedPublisher(
            RecordPublisher outbox,
            Wait wait,
            Duration patience,
            RecordLimit limit,
            MeterRegistry meters,
            RecordTracer tracer) {
        this.outbox = outbox;
        this.wait = wait;
        this.patience = patience;
        this.limit = limit;
        this.meters = meters;
        this.tracer = tracer;
    }

    /**
     * A page: its items and what of it could not be read; then, all of that acknowledged, what it proves. An item that
     * no record takes is kept as a dead letter, so that it stops nothing but itself.
     *
     * @param places what the task delivered before; the page's items are added once all are acknowledged, and the
     *     reports stand on all of them
     */
    public PublishResult page(
            List<CapturedRecord> found, List<DeadLetter> unreadable, List<CoverageReport> proven, CapturedPlaces places)
            throws InterruptedException {
        List<CapturedRecord> items =
                found.stream().filter(item -> limit.takes(item.value())).toList();
        List<DeadLetter> broken = Stream.concat(
                        unreadable.stream().map(limit::within),
                        found.stream()
                                .filter(item -> !limit.takes(item.value()))
                                .map(item -> limit.instead(item, "task " + item.provenance())))
                .toList();
        List<CompletableFuture<RecordPlace>> sent = new ArrayList<>();
        Span span = begin(items);
        PublishResult kept;
        try {
            kept = send(
                    Stream.concat(
                            items.stream().map(item -> item(item, span)),
                            broken.stream().map(AckedPublisher::deadLetter)),
                    sent);
            if (kept instanceof Failed) {
                span.setStatus(StatusCode.ERROR);
            }
        } finally {
            span.end();
        }
        return switch (kept) {
            case Acked acked -> {
                sent.subList(0, items.size()).forEach(place -> places.add(place.join()));
                broken.forEach(this::count);
                yield send(proven.stream().map(report -> coverage(report.standingOn(places.spans()))));
            }
            case Failed failed -> failed;
        };
    }

    /** One span for the items of a page, which go together. */
    private Span begin(List<CapturedRecord> items) {
        if (items.isEmpty()) {
            return Span.getInvalid();
        }
        CapturedRecord first = items.getFirst();
        Span span = tracer.begin("mine page", first.receivedAt());
        if (span.isRecording()) {
            span.setAttribute("gapless.source", first.stream().source())
                    .setAttribute("gapless.account", first.stream().account())
                    .setAttribute("gapless.stream", first.stream().stream())
                    .setAttribute("gapless.task", first.provenance())
                    .setAttribute("gapless.items", items.size());
        }
        return span;
    }

    /** False where no record holds the value: an item of these bytes is kept as a dead letter. */
    public boolean takes(byte[] value) {
        return limit.takes(value);
    }

    public PublishResult deadLetter(DeadLetter refused, String key) throws InterruptedException {
        DeadLetter letter = limit.within(refused);
        PublishResult receipt =
                send(Stream.of(new OutgoingRecord(TopicNames.DEAD_LETTERS, key, letter.headers(), letter.value())));
        if (receipt instanceof Acked) {
            count(letter);
        }
        return receipt;
    }

    public PublishResult progress(MiningProgress progress) throws InterruptedException {
        return send(Stream.of(
                new OutgoingRecord(TopicNames.MINING_PROGRESS, progress.stream().key(), Map.of(), progress.toBytes())));
    }

    private PublishResult send(Stream<OutgoingRecord> parcels) throws InterruptedException {
        return send(parcels, new ArrayList<>());
    }

    /** @param sent receives one future a parcel, in their order */
    private PublishResult send(Stream<OutgoingRecord> parcels, List<CompletableFuture<RecordPlace>> sent)
            throws InterruptedException {
        for (OutgoingRecord parcel : (Iterable<OutgoingRecord>) parcels::iterator) {
            CompletableFuture<RecordPlace> acked = outbox.send(parcel);
            sent.add(acked);
            if (acked.isCompletedExceptionally()) {
                // each further send to an absent Kafka could block for seconds
                break;
            }
        }
        try {
            wait.until(CompletableFuture.allOf(sent.toArray(CompletableFuture<?>[]::new)), patience);
            return new Acked();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return new Failed(
                    "kafka refused: " + cause.getClass().getSimpleName(), cause instanceof RecordTooLargeException);
        } catch (TimeoutException e) {
            return new Failed("kafka did not acknowledge within " + patience, false);
        }
    }

    private static OutgoingRecord item(CapturedRecord item, Span span) {
        Map<String, byte[]> headers = item.headers();
        if (span.isRecording()) {
            headers.put(TraceParent.HEADER, TraceParent.bytes(span.getSpanContext()));
        }
        return new OutgoingRecord(TopicNames.CAPTURED_BACKFILL, item.key(), headers, item.value());
    }

    private static OutgoingRecord deadLetter(DeadLetter letter) {
        return new OutgoingRecord(TopicNames.DEAD_LETTERS, letter.stream(), letter.headers(), letter.value());
    }

    private static OutgoingRecord coverage(CoverageReport report) {
        return new OutgoingRecord(TopicNames.COVERAGE, report.stream().key(), Map.of(), report.toBytes());
    }

    private void count(DeadLetter letter) {
        int slash = letter.stream().indexOf('/');
        String source = slash < 0 ? "unknown" : letter.stream().substring(0, slash);
        meters.counter("gapless.dead.letters", "source", source, "rule", letter.rule())
                .increment();
    }
}
