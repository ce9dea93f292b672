package dev.gapless.checkpoint.longrunning.operations;

import dev.gapless.common.operation.OperationPublisher;
import dev.gapless.common.platform.OperationsProperties;
import dev.gapless.common.platform.PlatformProperties;
import org.apache.kafka.clients.producer.Producer;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({OperationsProperties.class, OperationRetryProperties.class})
class OperationsWiring {

    @Bean
    OperationStore operations(JdbcClient jdbc, TransactionOperations transaction, OperationRetryProperties properties) {
        return new OperationStore(jdbc, transaction, properties.attempts(), properties.after());
    }

    @Bean
    OperationStarter operationStarter(OperationStore operations) {
        return new OperationStarter(operations);
    }

    @Bean
    OperationPublisher operationPublisher(
            Producer<byte[], byte[]> producer, KafkaProperties kafka, PlatformProperties platform) {
        return OperationPublisher.of(producer, kafka.buildConsumerProperties(), "operations-" + platform.instance());
    }
}
