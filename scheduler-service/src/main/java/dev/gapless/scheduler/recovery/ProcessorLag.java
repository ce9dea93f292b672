package dev.gapless.scheduler.recovery;

import dev.gapless.common.message.TopicNames;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many records the processors have before them, by Kafka's own word. */
public final class ProcessorLag implements Supplier<OptionalLong> {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessorLag.class);
    private static final Set<String> TOPICS = Set.of(TopicNames.CAPTURED_LIVE, TopicNames.CAPTURED_BACKFILL);
    private static final long SECONDS = 5;

    private final Map<String, Object> settings;

    /** @param settings of an administrative client */
    public ProcessorLag(Map<String, Object> settings) {
        this.settings = Map.copyOf(settings);
    }

    /** Empty when Kafka does not answer, or no processor has ever said how far it is. */
    @Override
    public OptionalLong get() {
        try (Admin admin = Admin.create(settings)) {
            return lag(admin);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            LOG.warn("processor-lag-not-read cause={}", e.toString());
            return OptionalLong.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalLong.empty();
        }
    }

    private static OptionalLong lag(Admin admin) throws ExecutionException, InterruptedException, TimeoutException {
        Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(TopicNames.PROCESSOR_GROUP)
                .partitionsToOffsetAndMetadata()
                .get(SECONDS, TimeUnit.SECONDS);
        committed
                .entrySet()
                .removeIf(entry -> entry.getValue() == null
                        || !TOPICS.contains(entry.getKey().topic()));
        if (committed.isEmpty()) {
            return OptionalLong.empty();
        }
        Map<TopicPartition, OffsetSpec> latest = committed.keySet().stream()
                .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        Map<TopicPartition, ListOffsetsResultInfo> ends =
                admin.listOffsets(latest).all().get(SECONDS, TimeUnit.SECONDS);
        long lag = 0;
        for (Map.Entry<TopicPartition, OffsetAndMetadata> partition : committed.entrySet()) {
            ListOffsetsResultInfo end = ends.get(partition.getKey());
            if (end == null) {
                return OptionalLong.empty();
            }
            lag += Math.max(0, end.offset() - partition.getValue().offset());
        }
        return OptionalLong.of(lag);
    }
}
