package dev.gapless.capture.delivery;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.CoverageRetraction;
import dev.gapless.common.message.DeadLetter;
import dev.gapless.common.message.RecordPlace;
import dev.gapless.common.message.TopicNames;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** One idempotent producer for all accounts of this process. */
final class KafkaCapturePublisher implements CapturePublisher, AutoCloseable {

    private static final Duration CLOSE = Duration.ofSeconds(1);

    private final Producer<byte[], byte[]> producer;
    private final MeterRegistry meters;
    private final AtomicInteger inFlight;

    KafkaCapturePublisher(Producer<byte[], byte[]> producer, MeterRegistry meters) {
        this.producer = producer;
        this.meters = meters;
        this.inFlight = meters.gauge("gapless.capture.inflight", new AtomicInteger());
    }

    @Override
    public void captured(CapturedRecord item, CaptureCallback done) {
        send(record(TopicNames.CAPTURED_LIVE, item.key(), item.value(), item.headers()), (place, failure) -> {
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
        send(record(TopicNames.DEAD_LETTERS, letter.stream(), letter.value(), letter.headers()), failureOf(done));
    }

    @Override
    public void coverage(CoverageReport report, Consumer<@Nullable Exception> done) {
        send(record(TopicNames.COVERAGE, report.stream().key(), report.toBytes(), Map.of()), failureOf(done));
    }

    @Override
    public void doubt(CoverageRetraction doubt, Consumer<@Nullable Exception> done) {
        meters.counter("gapless.coverage.doubts", "source", doubt.stream().source(), "cause", doubt.cause())
                .increment();
        Map<String, byte[]> kind =
                Map.of(CoverageRetraction.KIND_HEADER, CoverageRetraction.KIND.getBytes(StandardCharsets.UTF_8));
        send(record(TopicNames.COVERAGE, doubt.stream().key(), doubt.toBytes(), kind), failureOf(done));
    }

    private static CaptureCallback failureOf(Consumer<@Nullable Exception> done) {
        return (place, failure) -> done.accept(failure);
    }

    private static ProducerRecord<byte[], byte[]> record(
            String topic, String key, byte[] value, Map<String, byte[]> headers) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value);
        headers.forEach((name, content) -> record.headers().add(name, content));
        return record;
    }

    private void send(ProducerRecord<byte[], byte[]> record, CaptureCallback done) {
        inFlight.incrementAndGet();
        try {
            var _ = producer.send(record, (metadata, failure) -> {
                inFlight.decrementAndGet();
                done.done(failure == null ? new RecordPlace(metadata.partition(), metadata.offset()) : null, failure);
            });
        } catch (KafkaException | IllegalStateException e) {
            // the producer is closed, or its buffer stayed full: nothing was sent
            inFlight.decrementAndGet();
            done.done(null, e);
        }
    }

    @Override
    public void close() {
        producer.close(CLOSE);
    }
}
