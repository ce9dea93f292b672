package dev.gapless.checkpoint.coverage.windows;

import dev.gapless.checkpoint.coverage.windows.ReportReader.Reading.Unreadable;
import dev.gapless.common.kafka.AckedSend;
import dev.gapless.common.message.DeadLetter;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.position.StreamId;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps in the dead letters what is no report, or cannot be applied. */
final class RefusedReports {

    private static final Logger LOG = LoggerFactory.getLogger(RefusedReports.class);

    private final Producer<byte[], byte[]> producer;
    private final MeterRegistry meters;

    RefusedReports(Producer<byte[], byte[]> producer, MeterRegistry meters) {
        this.producer = producer;
        this.meters = meters;
    }

    /** Returns when it has arrived there. */
    void keep(ConsumerRecord<byte[], byte[]> record, Unreadable why) {
        byte @Nullable [] value = record.value();
        DeadLetter letter = new DeadLetter(
                keyOf(record),
                where(record),
                why.rule(),
                why.detail(),
                "the range that it would have covered is mined again; repair the sender",
                value == null ? new byte[0] : value);
        ProducerRecord<byte[], byte[]> sent =
                new ProducerRecord<>(TopicNames.DEAD_LETTERS, record.key(), letter.value());
        letter.headers().forEach(sent.headers()::add);
        try {
            AckedSend.sendAll(producer, List.of(sent));
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
        LOG.warn("coverage-report-refused where={} rule={}", letter.where(), why.rule());
        meters.counter("gapless.dead.letters", "source", sourceOf(letter.stream()), "rule", why.rule())
                .increment();
    }

    /** {@code topic-partition-offset}. */
    static String where(ConsumerRecord<byte[], byte[]> record) {
        return "%s-%d-%d".formatted(record.topic(), record.partition(), record.offset());
    }

    private static String keyOf(ConsumerRecord<byte[], byte[]> record) {
        byte @Nullable [] key = record.key();
        return key == null ? "" : new String(key, StandardCharsets.UTF_8);
    }

    /** Only a name that may be one of ours becomes a tag. */
    private static String sourceOf(String key) {
        try {
            return StreamId.parse(key).source();
        } catch (IllegalArgumentException e) {
            return "unknown";
        }
    }
}
