package dev.gapless.processor.replay;

import dev.gapless.common.kafka.ProducerSettings;
import dev.gapless.common.operation.OperationPublisher;
import dev.gapless.common.operation.OperationWorker;
import dev.gapless.common.platform.DeferredProducer;
import dev.gapless.common.platform.OperationsProperties;
import dev.gapless.common.platform.PlatformProperties;
import dev.gapless.common.platform.RequiredTopics;
import dev.gapless.processor.capturedlog.RawLog;
import dev.gapless.processor.normalise.RecordNormaliser;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;

/** How replays are put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ReplayProperties.class, OperationsProperties.class})
class ReplayWiring {

    /** In no transaction, like a miner's: the captured topics hold records and nothing else. */
    @Bean(destroyMethod = "close")
    Producer<byte[], byte[]> replayProducer(KafkaProperties kafka, RequiredTopics topics, PlatformProperties platform) {
        Map<String, Object> config =
                ProducerSettings.durable(kafka.buildProducerProperties(), "replay-" + platform.instance());
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 30_000);
        return new DeferredProducer(topics, config);
    }

    @Bean
    ReplayService replays(
            RawLog rawLog, RecordNormaliser normaliser, RestClient checkpointClient, ReplayProperties properties) {
        return new ReplayService(rawLog, normaliser, new HttpHeldItemClient(checkpointClient), properties.maxItems());
    }

    @Bean
    HttpOperationLedger operationLedger(RestClient checkpointClient) {
        return new HttpOperationLedger(checkpointClient);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    OperationWorker replayWorker(
            HttpOperationLedger operations,
            ReplayService replays,
            Producer<byte[], byte[]> replayProducer,
            KafkaProperties kafka,
            PlatformProperties platform,
            OperationsProperties properties,
            MeterRegistry meters) {
        OperationPublisher publisher =
                OperationPublisher.of(replayProducer, kafka.buildConsumerProperties(), "replay-" + platform.instance());
        return new OperationWorker(
                operations,
                new ReplayJob(replays, publisher, meters),
                "processor-" + platform.instance(),
                properties.pollEvery(),
                properties.lease());
    }
}
