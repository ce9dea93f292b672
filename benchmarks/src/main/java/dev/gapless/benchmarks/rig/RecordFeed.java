package dev.gapless.benchmarks.rig;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.tracing.RecordTracer;
import dev.gapless.common.tracing.TraceParent;
import io.opentelemetry.api.trace.Span;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongFunction;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Puts captured records on their topics, as captures and miners do. */
public final class RecordFeed implements AutoCloseable {

    private final KafkaProducer<byte[], byte[]> producer;

    public RecordFeed(BenchmarkRig rig) {
        this.producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        rig.servers().kafkaBootstrapServers(),
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.LINGER_MS_CONFIG,
                        5,
                        ProducerConfig.BATCH_SIZE_CONFIG,
                        65_536,
                        ProducerConfig.COMPRESSION_TYPE_CONFIG,
                        "lz4"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Returns when all of {@code [from, to)} are acknowledged. */
    public void send(long from, long to, LongFunction<CapturedRecord> post) {
        send(from, to, post, RecordTracer.OFF);
    }

    /** The same; a trace of a record may begin here, as it does in a capture. */
    public void send(long from, long to, LongFunction<CapturedRecord> post, RecordTracer tracer) {
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        for (long number = from; number < to; number++) {
            CapturedRecord captured = post.apply(number);
            ProducerRecord<byte[], byte[]> record = record(captured);
            Span span = tracer.begin("capture frame", Instant.now());
            if (span.isRecording()) {
                span.setAttribute("gapless.source", captured.stream().source())
                        .setAttribute("gapless.account", captured.stream().account())
                        .setAttribute("gapless.stream", captured.stream().stream())
                        .setAttribute("gapless.item", captured.itemId());
                record.headers().add(TraceParent.HEADER, TraceParent.bytes(span.getSpanContext()));
            }
            var _ = producer.send(record, (sent, e) -> {
                RecordTracer.end(span, e);
                if (e != null) {
                    failure.set(e);
                }
            });
        }
        producer.flush();
        Exception failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("captured records were not taken", failed);
        }
    }

    public static ProducerRecord<byte[], byte[]> record(CapturedRecord captured) {
        var record = new ProducerRecord<>(
                captured.path() == IngestPath.LIVE ? TopicNames.CAPTURED_LIVE : TopicNames.CAPTURED_BACKFILL,
                captured.key().getBytes(StandardCharsets.UTF_8),
                captured.value());
        captured.headers().forEach(record.headers()::add);
        return record;
    }

    @Override
    public void close() {
        producer.close();
    }
}
