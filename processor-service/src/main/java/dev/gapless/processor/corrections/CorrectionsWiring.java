package dev.gapless.processor.corrections;

import dev.gapless.processor.commit.LedgerClient;
import dev.gapless.processor.commit.LedgerPatience;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Corrections go to the checkpoint service. */
@Configuration(proxyBeanMethods = false)
class CorrectionsWiring {

    @Bean
    Corrections corrections(LedgerClient client, LedgerPatience patience) {
        return new HttpCorrections(client, patience);
    }
}
