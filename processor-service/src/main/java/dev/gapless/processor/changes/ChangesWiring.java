package dev.gapless.processor.changes;

import dev.gapless.common.tracing.RecordTracer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Changes go to Kafka. */
@Configuration(proxyBeanMethods = false)
class ChangesWiring {

    @Bean
    ChangePublisher changePublisher(RecordTracer tracer) {
        return new KafkaChangePublisher(tracer);
    }
}
