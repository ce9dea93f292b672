package dev.gapless.processor.intake;

import dev.gapless.common.message.TopicNames;
import dev.gapless.common.metrics.TaggedGauges;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What this process owns in Kafka and has not processed, summed over its workers. */
final class ConsumerLagGauges {

    private final Map<String, Map<Integer, Long>> byTopicAndWorker = new ConcurrentHashMap<>();
    private final Map<Integer, Map<String, Integer>> parkedByWorker = new HashMap<>();
    private final TaggedGauges parkedBySource;

    ConsumerLagGauges(MeterRegistry registry) {
        parkedBySource = TaggedGauges.ofAmounts(
                registry,
                "gapless.processor.parked.partitions",
                "partitions in which records of the source wait for its manifest");
        for (String topic : TopicNames.CAPTURED) {
            Map<Integer, Long> workers = new ConcurrentHashMap<>();
            byTopicAndWorker.put(topic, workers);
            Gauge.builder("gapless.consumer.lag", workers, ConsumerLagGauges::sum)
                    .description("records of the topic that this process owns and has not processed")
                    .tag("topic", topic)
                    .strongReference(true)
                    .register(registry);
        }
    }

    /** @param parked by source, in how many of the worker's partitions its records wait */
    void report(int worker, Map<String, Long> lagByTopic, Map<String, Integer> parked) {
        byTopicAndWorker.forEach((topic, workers) -> workers.put(worker, lagByTopic.getOrDefault(topic, 0L)));
        show(worker, parked);
    }

    private synchronized void show(int worker, Map<String, Integer> parked) {
        parkedByWorker.put(worker, parked);
        Map<Tags, Double> figures = new HashMap<>();
        parkedByWorker
                .values()
                .forEach(sources -> sources.forEach(
                        (source, count) -> figures.merge(Tags.of("source", source), (double) count, Double::sum)));
        parkedBySource.show(figures);
    }

    private static double sum(Map<Integer, Long> workers) {
        return workers.values().stream().mapToLong(Long::longValue).sum();
    }
}
