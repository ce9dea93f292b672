package dev.gapless.processor.backoff;

import java.util.random.RandomGenerator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The real delays. */
@Configuration(proxyBeanMethods = false)
class BackoffWiring {

    @Bean
    RetryBackoff backoff() {
        return new RetryBackoff(RandomGenerator.getDefault());
    }

    @Bean
    RetrySleeper waiter() {
        return Thread::sleep;
    }
}
