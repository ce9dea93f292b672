package dev.gapless.processor.deadletters;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** One form of dead letter for all workers. */
@Configuration(proxyBeanMethods = false)
class DeadLetterPublisherWiring {

    @Bean
    DeadLetterPublisher deadLetterPublisher() {
        return new DeadLetterPublisher();
    }
}
