package dev.gapless.scheduler.queues;

import dev.gapless.common.message.TopicNames;
import dev.gapless.scheduler.queues.QueueReport.QueueView;
import dev.gapless.scheduler.time.DatabaseClock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Kafka now and then what waits on the topics, and keeps the answers of the last minutes. Safe for many threads.
 */
final class QueueSampler {

    private static final Logger LOG = LoggerFactory.getLogger(QueueSampler.class);
    private static final String COVERAGE_GROUP = "gapless-coverage";
    private static final double THOUSAND = 1_000;

    /** In the order of the flow. */
    private static final List<String> TOPICS = List.of(
            TopicNames.MINING_TASKS,
            TopicNames.MINING_PROGRESS,
            TopicNames.CAPTURED_LIVE,
            TopicNames.CAPTURED_BACKFILL,
            TopicNames.COVERAGE);

    /** What Kafka said last. */
    private record DepthReading(Instant at, Map<String, Long> depths) {}

    private final Map<String, Object> settings;
    private final String schedulerGroup;
    private final DatabaseClock clock;
    private final Map<String, DepthTrend> trends = new HashMap<>();
    private volatile @Nullable DepthReading last;

    /**
     * Samples nothing yet.
     *
     * @param settings of an admin client, which is opened for each sample
     * @param schedulerGroup the consumer group of the schedulers
     * @param period how long a sample counts
     */
    QueueSampler(Map<String, Object> settings, String schedulerGroup, Duration period, DatabaseClock clock) {
        this.settings = Map.copyOf(settings);
        this.schedulerGroup = schedulerGroup;
        this.clock = clock;
        TOPICS.forEach(topic -> trends.put(topic, new DepthTrend(period)));
    }

    void sample() {
        Map<String, Long> depths = read();
        Instant now = clock.instant();
        depths.forEach((topic, depth) -> {
            DepthTrend trend = trends.get(topic);
            if (trend != null) {
                trend.add(now, depth);
            }
        });
        last = new DepthReading(now, depths);
    }

    private Map<String, Long> read() {
        try (Admin admin = Admin.create(settings)) {
            Map<String, Long> depths = new HashMap<>(TopicBacklogs.ofSharers(admin, TopicNames.MINER_GROUP));
            depths.putAll(
                    TopicBacklogs.ofConsumers(admin, TopicNames.PROCESSOR_GROUP, Set.copyOf(TopicNames.CAPTURED)));
            depths.putAll(TopicBacklogs.ofConsumers(admin, COVERAGE_GROUP, Set.of(TopicNames.COVERAGE)));
            depths.putAll(TopicBacklogs.ofConsumers(admin, schedulerGroup, Set.of(TopicNames.MINING_PROGRESS)));
            return depths;
        } catch (KafkaException | ExecutionException | TimeoutException e) {
            LOG.debug("queues-unanswered", e);
            return Map.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Map.of();
        }
    }

    @Nullable
    Instant sampledAt() {
        DepthReading reading = last;
        return reading == null ? null : reading.at();
    }

    List<QueueView> queues() {
        DepthReading reading = last;
        Map<String, Long> depths = reading == null ? Map.of() : reading.depths();
        return TOPICS.stream().map(topic -> view(topic, depths.get(topic))).toList();
    }

    private QueueView view(String topic, @Nullable Long depth) {
        DepthTrend trend = trends.get(topic);
        OptionalDouble speed = trend == null ? OptionalDouble.empty() : trend.perSecond();
        if (speed.isEmpty()) {
            return new QueueView(topic, depth, null, null);
        }
        double perSecond = Math.round(speed.getAsDouble() * THOUSAND) / THOUSAND;
        return new QueueView(topic, depth, perSecond, secondsToDrain(depth, perSecond));
    }

    private static @Nullable Long secondsToDrain(@Nullable Long depth, double perSecond) {
        if (depth == null || perSecond >= 0) {
            return null;
        }
        return (long) Math.ceil(depth / -perSecond);
    }
}
