package dev.gapless.capture.delivery;

import dev.gapless.common.kafka.AckedSend;
import dev.gapless.common.kafka.LastDurable;
import dev.gapless.common.kafka.SendCallback;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.CoverageRetraction;
import dev.gapless.common.message.DeadLetter;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.tracing.RecordTracer;
import dev.gapless.common.tracing.TraceParent;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Span;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** One idempotent producer for all accounts of this process. */
final class KafkaCapturePublisher implements CapturePublisher, AutoCloseable {

    private static final Duration CLOSE = Duration.ofSeconds(1);

    private final Producer<byte[], byte[]> producer;
    private final MeterRegistry meters;
    private final RecordTracer tracer;
    private final LastDurable durable;
    private final AtomicInteger inFlight;

    KafkaCapturePublisher(
            Producer<byte[], byte[]> producer, MeterRegistry meters, RecordTracer tracer, LastDurable durable) {
        this.producer = producer;
        this.durable = durable;
        this.tracer = tracer;
        this.meters = meters;
        this.inFlight = meters.gauge("gapless.capture.inflight", new AtomicInteger());
    }

    @Override
    public void captured(CapturedRecord item, SendCallback done) {
        ProducerRecord<byte[], byte[]> record =
                AckedSend.record(TopicNames.CAPTURED_LIVE, item.key(), item.headers(), item.value());
        Span span = tracer.begin("capture frame", item.receivedAt());
        if (span.isRecording()) {
            span.setAttribute("gapless.source", item.stream().source())
                    .setAttribute("gapless.account", item.stream().account())
                    .setAttribute("gapless.stream", item.stream().stream())
                    .setAttribute("gapless.item", item.itemId());
            record.headers().add(TraceParent.HEADER, TraceParent.bytes(span.getSpanContext()));
        }
        send(record, (place, failure) -> {
            RecordTracer.end(span, failure);
            if (failure == null) {
                meters.counter(
                                "gapless.captured.items",
                                "source",
                                item.stream().source(),
                                "stream",
                                item.stream().stream())
                        .increment();
            }
            done.done(place, failure);
        });
    }

    @Override
    public void deadLetter(String source, DeadLetter letter, Consumer<@Nullable Exception> done) {
        meters.counter("gapless.dead.letters", "source", source, "rule", letter.rule())
                .increment();
        send(
                AckedSend.record(TopicNames.DEAD_LETTERS, letter.stream(), letter.headers(), letter.value()),
                failureOf(done));
    }

    @Override
    public void coverage(CoverageReport report, Consumer<@Nullable Exception> done) {
        send(AckedSend.record(TopicNames.COVERAGE, report.stream().key(), Map.of(), report.toBytes()), failureOf(done));
    }

    @Override
    public void retract(CoverageRetraction retraction, Consumer<@Nullable Exception> done) {
        meters.counter(
                        "gapless.capture.retractions",
                        "source",
                        retraction.stream().source(),
                        "cause",
                        retraction.cause())
                .increment();
        Map<String, byte[]> kind =
                Map.of(CoverageRetraction.KIND_HEADER, CoverageRetraction.KIND.getBytes(StandardCharsets.UTF_8));
        send(
                AckedSend.record(TopicNames.COVERAGE, retraction.stream().key(), kind, retraction.toBytes()),
                failureOf(done));
    }

    private static SendCallback failureOf(Consumer<@Nullable Exception> done) {
        return (place, failure) -> done.accept(failure);
    }

    private void send(ProducerRecord<byte[], byte[]> record, SendCallback done) {
        inFlight.incrementAndGet();
        SendCallback counted = (place, failure) -> {
            inFlight.decrementAndGet();
            done.done(place, failure);
        };
        AckedSend.send(producer, record, durable.noting(record.topic(), counted));
    }

    @Override
    public void close() {
        producer.close(CLOSE);
    }
}
