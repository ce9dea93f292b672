package dev.gapless.processor.backoff;

import dev.gapless.common.retry.RetryBackoff;
import dev.gapless.common.retry.RetrySleeper;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The real delays. */
@Configuration(proxyBeanMethods = false)
class BackoffWiring {

    @Bean
    RetryBackoff backoff() {
        return RetryBackoff.halfJitter(Duration.ofMillis(50), Duration.ofSeconds(1), RandomGenerator.getDefault());
    }

    @Bean
    RetrySleeper waiter() {
        return Thread::sleep;
    }
}
