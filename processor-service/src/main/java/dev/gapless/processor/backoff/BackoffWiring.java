package dev.gapless.processor.backoff;

import java.util.random.RandomGenerator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The real delays. */
@Configuration(proxyBeanMethods = false)
class BackoffWiring {

    @Bean
    Backoff backoff() {
        return new Backoff(RandomGenerator.getDefault());
    }

    @Bean
    Waiter waiter() {
        return Thread::sleep;
    }
}
