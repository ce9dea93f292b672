package dev.gapless.benchmarks.push;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gapless.benchmarks.rig.RecordFeed;
import dev.gapless.benchmarks.rig.SandboxSource;
import dev.gapless.common.kafka.ProducerSettings;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.common.position.StreamId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Puts frames of the sandbox on {@code captured-live} at a rate, each with the moment when it came. */
final class CapturedPostFeed {

    private static final long TICK_NANOS = 2_000_000;
    private static final int TEXT_LENGTH = 300;

    private final String kafka;
    private final List<StreamId> channels;
    private final int perSecond;
    private final String run;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final Thread thread;
    private volatile boolean ended;
    private long made;

    /**
     * Begins.
     *
     * @param run makes the posts' ids differ from those of other runs
     */
    CapturedPostFeed(String kafka, List<StreamId> channels, int perSecond, String run) {
        this.kafka = kafka;
        this.channels = channels;
        this.perSecond = perSecond;
        this.run = run;
        this.thread = Thread.ofPlatform().name("captured-post-feed").start(this::send);
    }

    /** @param run makes the accounts differ from those of other runs */
    static List<StreamId> channels(String run, int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> new StreamId(SandboxSource.NAME, run + "-" + number, "posts"))
                .toList();
    }

    private void send() {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                ProducerSettings.durable(Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka), "captured-post-feed"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            long begin = System.nanoTime();
            while (!ended) {
                long due = (System.nanoTime() - begin) * perSecond / 1_000_000_000L;
                while (made < due) {
                    var _ = producer.send(RecordFeed.record(frame(made++)), (_, e) -> {
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

    private CapturedRecord frame(long number) {
        StreamId channel = channels.get((int) (number % channels.size()));
        String id = "%s-%d".formatted(run, number);
        Instant now = Instant.now();
        long micros = MicrosecondTime.of(now);
        String json =
                ("{\"event_type\":\"post_created\",\"data\":{\"id\":\"%s\",\"account\":\"%s\",\"text\":\"~%d %s\","
                                + "\"tags\":[],\"created_at\":%d,\"updated_at\":%d,\"revision\":1,\"deleted\":false}}")
                        .formatted(id, channel.account(), now.toEpochMilli(), "x".repeat(TEXT_LENGTH), micros, micros);
        return new CapturedRecord(
                channel, id, CapturedRecord.RecordKind.FRAME, json.getBytes(UTF_8), IngestPath.LIVE, now, run, 0);
    }

    /** @return how many were captured */
    long end() throws InterruptedException {
        ended = true;
        thread.join();
        Exception failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("captured records were not taken", failed);
        }
        return made;
    }
}
