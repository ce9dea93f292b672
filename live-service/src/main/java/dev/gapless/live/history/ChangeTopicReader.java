package dev.gapless.live.history;

import dev.gapless.common.platform.LoopHealth;
import dev.gapless.common.platform.RequiredTopics;
import dev.gapless.common.tracing.RecordTracer;
import dev.gapless.common.tracing.TraceParent;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Reads {@code changes} into memory, from the application's start to its stop. After a failure it goes on where it was;
 * where the log no longer holds that place, history begins anew and clients are told so.
 */
final class ChangeTopicReader implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeTopicReader.class);
    private static final String LOOP = "changes";
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration CLOSING = Duration.ofSeconds(1);
    private static final long STOP_MILLIS = 3_000;

    private final ChangeConsumers consumers;
    private final ChangeHistory history;
    private final RequiredTopics topics;
    private final LoopHealth health;
    private final int readAtStart;
    private final RecordTracer tracer;
    private final ChangeRecordReader records = new ChangeRecordReader();

    private @Nullable Thread thread;
    private CountDownLatch stop = new CountDownLatch(1);

    ChangeTopicReader(
            ChangeConsumers consumers,
            ChangeHistory history,
            RequiredTopics topics,
            LoopHealth health,
            int readAtStart,
            RecordTracer tracer) {
        this.consumers = consumers;
        this.history = history;
        this.topics = topics;
        this.health = health;
        this.readAtStart = readAtStart;
        this.tracer = tracer;
    }

    @Override
    public synchronized void start() {
        health.interrupted(LOOP, new IllegalStateException("the log of changes was not read up to its end yet"));
        CountDownLatch stopped = new CountDownLatch(1);
        stop = stopped;
        thread = Thread.ofPlatform().name("live-changes").start(() -> run(stopped));
    }

    @Override
    public synchronized void stop() {
        Thread running = thread;
        if (running == null) {
            return;
        }
        stop.countDown();
        running.interrupt();
        try {
            running.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread = null;
    }

    @Override
    public synchronized boolean isRunning() {
        return thread != null;
    }

    /** Sockets and requests end before their log does. */
    @Override
    public int getPhase() {
        return SmartLifecycle.DEFAULT_PHASE - 100;
    }

    private void run(CountDownLatch stopped) {
        try {
            topics.await();
            while (true) {
                try {
                    read();
                } catch (InterruptException e) {
                    throw e;
                } catch (RuntimeException | Error e) {
                    // an error too: without this thread no client would hear anything any more
                    LOG.error("changes-reader-reopens cause={}", e.toString());
                    health.interrupted(LOOP, e);
                    if (stopped.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                        return;
                    }
                }
            }
        } catch (InterruptException | InterruptedException e) {
            LOG.info("changes-reader-ended");
        }
    }

    private void read() throws InterruptedException {
        Consumer<byte[], byte[]> consumer = consumers.open("changes");
        try {
            String epoch = consumers.epoch();
            List<TopicPartition> partitions = consumers.partitions();
            consumer.assign(partitions);
            LogOffsets last =
                    history.end().filter(end -> end.epoch().equals(epoch)).orElse(null);
            if (last == null) {
                beginAnew(consumer, partitions, epoch);
            } else {
                partitions.forEach(each -> consumer.seek(each, last.next(each.partition())));
            }
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            boolean behind = true;
            while (true) {
                // before the first step too, which waits for records where there are none
                if (behind && isAtEnd(consumer, ends)) {
                    behind = false;
                    LOG.info("changes-reader-at-end epoch={}", epoch);
                    health.running(LOOP);
                }
                step(consumer, partitions, epoch);
            }
        } finally {
            // a pending interrupt would make the close fail
            boolean interrupted = Thread.interrupted();
            consumer.close(CloseOptions.timeout(CLOSING));
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static boolean isAtEnd(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private void beginAnew(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions, String epoch) {
        Map<TopicPartition, Long> starts = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        long share = readAtStart / partitions.size();
        long[] next = new long[partitions.size()];
        for (TopicPartition each : partitions) {
            next[each.partition()] = Math.max(starts.getOrDefault(each, 0L), ends.getOrDefault(each, 0L) - share);
            consumer.seek(each, next[each.partition()]);
        }
        history.begin(new LogOffsets(epoch, next));
    }

    private void step(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions, String epoch) {
        List<LoggedChange> changes = new ArrayList<>();
        List<Span> spans = new ArrayList<>();
        try {
            for (ConsumerRecord<byte[], byte[]> event : consumer.poll(POLL)) {
                trace(event, spans);
                records.read(event).ifPresent(changes::add);
            }
        } catch (InvalidOffsetException e) {
            LOG.error("changes-lost cause={} effect=\"clients are told to reset\"", e.toString());
            beginAnew(consumer, partitions, epoch);
            return;
        }
        long[] next = new long[partitions.size()];
        partitions.forEach(each -> next[each.partition()] = consumer.position(each));
        history.append(changes, new LogOffsets(epoch, next));
        spans.forEach(Span::end);
    }

    /** From the read to the moment from which clients are sent it. */
    private void trace(ConsumerRecord<byte[], byte[]> event, List<Span> spans) {
        Header header = tracer.isOn() ? event.headers().lastHeader(TraceParent.HEADER) : null;
        if (header != null) {
            spans.add(tracer.next("show change", SpanKind.CONSUMER, TraceParent.of(header.value())));
        }
    }
}
