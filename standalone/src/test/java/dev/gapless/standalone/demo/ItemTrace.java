package dev.gapless.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.common.message.TopicNames;
import dev.gapless.common.tracing.TraceParent;
import dev.gapless.standalone.demo.ReceivedSpans.ReceivedSpan;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Follows one item that came live and one that was mined through all services, by the trace of its change. */
final class ItemTrace {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Map<String, String> BEGUN = Map.of("LIVE", "capture frame", "MINED", "mine page");
    private static final Map<String, String> AT = Map.of("LIVE", "ws-capture-service", "MINED", "http-miner-service");

    private ItemTrace() {}

    /** One trace id from the frame or page to the row and to the change, each span below another of the trace. */
    static void assertFollowed(String kafka, String source, ReceivedSpans received) {
        Map<String, String> traces = new HashMap<>();
        await().atMost(PATIENCE).untilAsserted(() -> {
            traces.putAll(traces(kafka, source));
            assertThat(traces).as("a change of each path").containsOnlyKeys("LIVE", "MINED");
        });
        traces.forEach((path, trace) -> {
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(received.ofTrace(trace))
                        .as("spans of trace %s of an item that is %s", trace, path)
                        .extracting(span -> span.service() + ": " + span.name())
                        .contains(
                                AT.get(path) + ": " + BEGUN.get(path),
                                "processor-service: decide record",
                                "checkpoint-service: decide row",
                                "processor-service: publish change",
                                "live-service: show change");
                // a span may come before the one that it is below
                connected(received.ofTrace(trace));
            });
        });
    }

    private static void connected(List<ReceivedSpan> spans) {
        Set<String> ids = new HashSet<>();
        spans.forEach(span -> ids.add(span.id()));
        List<ReceivedSpan> roots =
                spans.stream().filter(span -> !ids.contains(span.parent())).toList();
        assertThat(roots).as("spans without a parent in the trace").hasSize(1);
        assertThat(roots.getFirst().parent()).isEmpty();
    }

    /** The trace ids of the newest change of each path, of the source. */
    private static Map<String, String> traces(String kafka, String source) {
        Map<String, String> traces = new HashMap<>();
        try (var consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        kafka,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(TopicNames.CHANGES).stream()
                    .map(each -> new TopicPartition(each.topic(), each.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> change : consumer.poll(PATIENCE)) {
                    if (text(change, "ce_source").contains("/" + source + "/")) {
                        traces.put(
                                text(change, "ce_gaplesspath"),
                                TraceParent.of(text(change, TraceParent.HEADER)).getTraceId());
                    }
                }
            }
        }
        return traces;
    }

    private static String text(ConsumerRecord<byte[], byte[]> change, String header) {
        var found = change.headers().lastHeader(header);
        assertThat(found).as("header %s of a change", header).isNotNull();
        return new String(found.value(), StandardCharsets.UTF_8);
    }
}
