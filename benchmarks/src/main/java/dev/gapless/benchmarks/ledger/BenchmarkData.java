package dev.gapless.benchmarks.ledger;

import dev.gapless.benchmarks.rig.PostGenerator;
import dev.gapless.benchmarks.rig.SandboxSource;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.Decision;
import dev.gapless.common.message.TopicNames;
import dev.gapless.processor.changes.Change;
import dev.gapless.processor.changes.ChangePublisher;
import dev.gapless.processor.normalise.NormalisationResult;
import dev.gapless.processor.normalise.RecordNormaliser;
import io.opentelemetry.api.trace.SpanContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What the bare loops are fed with: the very records, items and changes of a range of posts. */
public final class BenchmarkData {

    private static final RecordNormaliser NORMALISER = new RecordNormaliser(SandboxSource.catalog());

    private BenchmarkData() {}

    /** New posts as they come off the topic, offsets counted from {@code from}. */
    static List<ConsumerRecord<byte[], byte[]>> records(long from, long to) {
        return records(from, to, PostGenerator::mined);
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(long from, long to, LongFunction<CapturedRecord> post) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (long number = from; number < to; number++) {
            CapturedRecord captured = post.apply(number);
            ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                    TopicNames.CAPTURED_BACKFILL,
                    0,
                    number,
                    captured.key().getBytes(StandardCharsets.UTF_8),
                    captured.value());
            captured.headers().forEach(record.headers()::add);
            records.add(record);
        }
        return records;
    }

    /** What the processor makes of a record. */
    public static NormalisationResult.Sighted sighted(ConsumerRecord<byte[], byte[]> record, UUID topicId) {
        return switch (NORMALISER.normalise(record, topicId)) {
            case NormalisationResult.Sighted sighted -> sighted;
            case NormalisationResult.Refused refused ->
                throw new IllegalStateException(
                        "refused: " + refused.record().letter().rule());
        };
    }

    /** @param topicId names the log that they are said to stand in, each at the offset of its number */
    public static List<Item> items(long from, long to, UUID topicId) {
        return items(from, to, topicId, PostGenerator::mined);
    }

    /** The same of posts in another state. */
    public static List<Item> items(long from, long to, UUID topicId, LongFunction<CapturedRecord> post) {
        return records(from, to, post).stream()
                .map(record -> sighted(record, topicId).item())
                .toList();
    }

    /** What the processor publishes when all of them are new. */
    static List<ProducerRecord<byte[], byte[]>> changes(long from, long to, ChangePublisher publisher) {
        UUID topicId = UUID.randomUUID();
        try (MockProducer<byte[], byte[]> caught =
                new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (ConsumerRecord<byte[], byte[]> record : records(from, to)) {
                NormalisationResult.Sighted sighted = sighted(record, topicId);
                publisher.publish(
                        new Change(sighted.captured(), sighted.item(), Decision.NEW, SpanContext.getInvalid()), caught);
            }
            return List.copyOf(caught.history());
        }
    }

    /** Every one of {@code count} shares, in turn. */
    static <T> Map<Integer, List<T>> shares(List<T> all, int count) {
        Map<Integer, List<T>> shares = new java.util.HashMap<>();
        for (int i = 0; i < count; i++) {
            shares.put(
                    i, all.subList((int) ((long) all.size() * i / count), (int) ((long) all.size() * (i + 1) / count)));
        }
        return shares;
    }
}
