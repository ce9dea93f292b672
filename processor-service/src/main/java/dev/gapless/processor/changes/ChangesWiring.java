package dev.gapless.processor.changes;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Changes go to Kafka. */
@Configuration(proxyBeanMethods = false)
class ChangesWiring {

    @Bean
    ChangePublisher changePublisher() {
        return (change, transaction) -> {
            // the transaction does not commit unless it is acknowledged
            var _ = transaction.send(CloudEvent.of(change));
        };
    }
}
