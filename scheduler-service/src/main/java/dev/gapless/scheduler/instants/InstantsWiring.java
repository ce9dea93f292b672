package dev.gapless.scheduler.instants;

import java.security.SecureRandom;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The one place where chance comes in. */
@Configuration(proxyBeanMethods = false)
class InstantsWiring {

    @Bean
    Backoff backoff() {
        return new Backoff(new SecureRandom());
    }
}
