package dev.gapless.scheduler.progress;

import dev.gapless.common.message.DeadLetter;
import dev.gapless.common.message.MiningProgress;
import dev.gapless.common.message.Topics;
import dev.gapless.common.message.UnreadableMessageException;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.listener.MessageListener;

/** Reads {@code mining-progress}. A record that is no such message goes to the dead letters, and reading goes on. */
final class ProgressListener implements MessageListener<String, byte[]> {

    private static final Logger LOG = LoggerFactory.getLogger(ProgressListener.class);
    private static final String RULE = "progress-unreadable";
    private static final int SECONDS = 25;

    private final Progress progress;
    private final KafkaOperations<String, byte[]> kafka;
    private final MeterRegistry meters;

    ProgressListener(Progress progress, KafkaOperations<String, byte[]> kafka, MeterRegistry meters) {
        this.progress = progress;
        this.kafka = kafka;
        this.meters = meters;
    }

    @Override
    public void onMessage(ConsumerRecord<String, byte[]> message) {
        byte[] value = message.value();
        if (value == null) {
            bury(message, new byte[0], "no value");
            return;
        }
        try {
            progress.apply(MiningProgress.fromBytes(value));
        } catch (UnreadableMessageException | IllegalArgumentException e) {
            bury(message, value, String.valueOf(e.getMessage()));
        }
    }

    /** Waits for the broker: an exception here brings the record again. */
    private void bury(ConsumerRecord<String, byte[]> message, byte[] value, String detail) {
        String where = "%s-%d-%d".formatted(message.topic(), message.partition(), message.offset());
        String key = message.key() == null ? "" : message.key();
        DeadLetter letter = DeadLetter.of(
                null,
                key,
                where,
                RULE,
                detail,
                "Find out which miner wrote it; its task comes again by itself.",
                value);
        ProducerRecord<String, byte[]> outgoing = new ProducerRecord<>(Topics.DEAD_LETTERS, key, letter.value());
        letter.headers().forEach((name, bytes) -> outgoing.headers().add(name, bytes));
        kafka.send(outgoing).orTimeout(SECONDS, TimeUnit.SECONDS).join();
        LOG.warn("dead-letter where={} rule={}", where, RULE);
        meters.counter("gapless.dead.letters", "source", source(key), "rule", RULE)
                .increment();
    }

    private static String source(String key) {
        int slash = key.indexOf('/');
        return slash < 0 ? "unknown" : key.substring(0, slash);
    }
}
