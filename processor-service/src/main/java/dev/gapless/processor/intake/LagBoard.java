package dev.gapless.processor.intake;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Records in Kafka that this process owns and has not processed: summed over its workers, by topic. */
final class LagBoard {

    private final Map<String, Map<Integer, Long>> byTopicAndWorker = new ConcurrentHashMap<>();

    LagBoard(MeterRegistry registry) {
        for (String topic : KafkaClients.TOPICS) {
            Map<Integer, Long> workers = new ConcurrentHashMap<>();
            byTopicAndWorker.put(topic, workers);
            Gauge.builder("gapless.consumer.lag", workers, LagBoard::sum)
                    .description("records of the topic that this process owns and has not processed")
                    .tag("topic", topic)
                    .strongReference(true)
                    .register(registry);
        }
    }

    void report(int worker, Map<String, Long> lagByTopic) {
        byTopicAndWorker.forEach((topic, workers) -> workers.put(worker, lagByTopic.getOrDefault(topic, 0L)));
    }

    private static double sum(Map<Integer, Long> workers) {
        return workers.values().stream().mapToLong(Long::longValue).sum();
    }
}
