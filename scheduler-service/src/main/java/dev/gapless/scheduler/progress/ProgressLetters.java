package dev.gapless.scheduler.progress;

import dev.gapless.common.message.DeadLetter;
import dev.gapless.common.message.TopicNames;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaOperations;

/** Writes records of {@code mining-progress} that cannot be used to the dead letters. */
final class ProgressLetters {

    private static final Logger LOG = LoggerFactory.getLogger(ProgressLetters.class);
    private static final int SECONDS = 25;

    private final KafkaOperations<String, byte[]> kafka;
    private final MeterRegistry meters;

    ProgressLetters(KafkaOperations<String, byte[]> kafka, MeterRegistry meters) {
        this.kafka = kafka;
        this.meters = meters;
    }

    /**
     * Returns when the broker has the letter; an exception here brings the record again.
     *
     * @param record a record with keys of text and values of bytes; either may be null
     */
    void write(ConsumerRecord<?, ?> record, String rule, String detail, String remedy) {
        String where = "%s-%d-%d".formatted(record.topic(), record.partition(), record.offset());
        String key = record.key() instanceof String text ? text : "";
        byte[] value = record.value() instanceof byte[] bytes ? bytes : new byte[0];
        DeadLetter letter = DeadLetter.of(null, key, where, rule, detail, remedy, value);
        ProducerRecord<String, byte[]> outgoing = new ProducerRecord<>(TopicNames.DEAD_LETTERS, key, letter.value());
        letter.headers().forEach((name, bytes) -> outgoing.headers().add(name, bytes));
        kafka.send(outgoing).orTimeout(SECONDS, TimeUnit.SECONDS).join();
        LOG.warn("dead-letter where={} rule={} detail=\"{}\"", where, rule, detail);
        meters.counter("gapless.dead.letters", "source", source(key), "rule", rule)
                .increment();
    }

    private static String source(String key) {
        int slash = key.indexOf('/');
        return slash < 0 ? "unknown" : key.substring(0, slash);
    }
}
