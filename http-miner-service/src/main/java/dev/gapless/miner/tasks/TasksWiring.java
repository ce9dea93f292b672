package dev.gapless.miner.tasks;

import dev.gapless.common.platform.LoopHealth;
import dev.gapless.common.platform.PlatformProperties;
import dev.gapless.common.platform.RequiredTopics;
import dev.gapless.common.platform.UpstreamGate;
import dev.gapless.miner.delivery.AckedPublisher;
import dev.gapless.miner.walk.ShutdownSignal;
import dev.gapless.miner.walk.TaskMiner;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TasksProperties.class)
class TasksWiring {

    @Bean
    MiningWorkerPool miningTasks(
            TaskMiner miner,
            AckedPublisher delivery,
            MeterRegistry meters,
            Clock clock,
            ShutdownSignal stop,
            @Qualifier("schedulerClient") RestClient scheduler,
            KafkaProperties kafka,
            KafkaConnectionDetails servers,
            RequiredTopics topics,
            UpstreamGate gate,
            LoopHealth health,
            PlatformProperties platform,
            TasksProperties properties) {
        Map<String, Object> admin = new HashMap<>(kafka.buildAdminProperties());
        admin.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, servers.getAdmin().getBootstrapServers());
        ShareGroup group = new ShareGroup(admin, properties.lock());
        TaskRecordHandler tasks = new TaskRecordHandler(
                miner, new HttpTaskCheck(scheduler), delivery, meters, clock, properties.maxAge());
        return new MiningWorkerPool(
                IntStream.range(0, properties.workers())
                        .mapToObj(n -> new ShareGroupWorker(
                                "mining-tasks-" + n,
                                group,
                                () -> {
                                    topics.await();
                                    return consumer(
                                            consumerSettings(kafka, servers, properties, platform.instance(), n));
                                },
                                gate,
                                health,
                                tasks,
                                stop,
                                properties.stopTimeout(),
                                clock))
                        .toList(),
                stop);
    }

    private static ShareConsumer<byte[], byte[]> consumer(Map<String, Object> settings) {
        return new KafkaShareConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static Map<String, Object> consumerSettings(
            KafkaProperties kafka,
            KafkaConnectionDetails servers,
            TasksProperties properties,
            String instance,
            int number) {
        Map<String, Object> settings = new HashMap<>(kafka.buildConsumerProperties());
        // what a share consumer refuses to be told: the broker keeps these for the group
        settings.keySet()
                .removeAll(Set.of(
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                        ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG,
                        ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                        ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                        ConsumerConfig.GROUP_PROTOCOL_CONFIG,
                        ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG));
        settings.put(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, servers.getConsumer().getBootstrapServers());
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "gapless-miner-%s-%d".formatted(instance, number));
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, ShareGroup.NAME);
        settings.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
        // else a worker would be handed whole batches of the producer and could not finish them under the lock
        settings.put(ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG, "record_limit");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, properties.batch());
        // a worker that hangs keeps its partitions for as long as this, even when the locks of its tasks have ended
        settings.put(
                ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG,
                Math.toIntExact(properties.lock().toMillis()));
        return settings;
    }
}
