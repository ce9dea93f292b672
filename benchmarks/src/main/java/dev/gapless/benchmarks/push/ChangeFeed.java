package dev.gapless.benchmarks.push;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gapless.common.message.TopicNames;
import dev.gapless.common.position.StreamId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes changes of channels in turn to Kafka at a rate, each with the moment when it was made. */
final class ChangeFeed {

    private static final long TICK_NANOS = 10_000_000;

    private final String kafka;
    private final List<StreamId> channels;
    private final int perSecond;
    private final String text;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final Thread thread;
    private volatile boolean ended;
    private long made;

    /** Begins. */
    ChangeFeed(String kafka, List<StreamId> channels, int perSecond, int textLength) {
        this.kafka = kafka;
        this.channels = List.copyOf(channels);
        this.perSecond = perSecond;
        this.text = "x".repeat(textLength);
        this.thread = Thread.ofPlatform().name("change-feed").start(this::run);
    }

    private void run() {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka, ProducerConfig.LINGER_MS_CONFIG, 0),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            long begin = System.nanoTime();
            while (!ended) {
                long due = (System.nanoTime() - begin) * perSecond / 1_000_000_000L;
                while (made < due) {
                    var _ = producer.send(change(made++), (_, e) -> {
                        if (e != null) {
                            failure.set(e);
                        }
                    });
                }
                LockSupport.parkNanos(TICK_NANOS);
            }
        } catch (RuntimeException e) {
            failure.set(e);
        }
    }

    private ProducerRecord<byte[], byte[]> change(long number) {
        StreamId channel = channels.get((int) (number % channels.size()));
        var change = new ProducerRecord<>(
                TopicNames.CHANGES,
                (channel.key() + "/" + number).getBytes(UTF_8),
                "{\"at\":\"~%d\",\"text\":\"%s\"}"
                        .formatted(System.currentTimeMillis(), text)
                        .getBytes(UTF_8));
        Map.of(
                        "ce_id",
                        "change-" + number,
                        "ce_source",
                        "/sources/%s/accounts/%s/streams/%s"
                                .formatted(channel.source(), channel.account(), channel.stream()),
                        "ce_type",
                        "dev.gapless.item.created",
                        "ce_subject",
                        Long.toString(number),
                        "ce_time",
                        "2026-01-01T00:00:00Z",
                        "ce_gaplessversion",
                        "1",
                        "ce_gaplessposition",
                        Long.toString(number),
                        "ce_gaplesspath",
                        "LIVE")
                .forEach((name, value) -> change.headers().add(name, value.getBytes(UTF_8)));
        return change;
    }

    /** @return how many changes were written */
    long end() throws InterruptedException {
        ended = true;
        thread.join();
        Exception failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("changes were not taken", failed);
        }
        return made;
    }
}
