package dev.gapless.processor.corrections;

import dev.gapless.processor.backoff.Backoff;
import dev.gapless.processor.backoff.Waiter;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;

/** Corrections go to the checkpoint service. */
@Configuration(proxyBeanMethods = false)
class CorrectionsWiring {

    @Bean
    Corrections corrections(RestClient checkpointClient, Backoff backoff, Waiter waiter) {
        return new HttpCorrections(checkpointClient, backoff, waiter);
    }
}
