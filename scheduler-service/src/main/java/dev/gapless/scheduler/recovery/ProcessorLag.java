package dev.gapless.scheduler.recovery;

import dev.gapless.common.message.TopicNames;
import dev.gapless.scheduler.queues.TopicBacklogs;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads from Kafka how many records wait for the processors. */
public final class ProcessorLag implements Supplier<OptionalLong> {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessorLag.class);
    private static final Set<String> TOPICS = Set.of(TopicNames.CAPTURED_LIVE, TopicNames.CAPTURED_BACKFILL);

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
        Map<String, Long> backlogs = TopicBacklogs.ofConsumers(admin, TopicNames.PROCESSOR_GROUP, TOPICS);
        return backlogs.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(
                        backlogs.values().stream().mapToLong(Long::longValue).sum());
    }
}
