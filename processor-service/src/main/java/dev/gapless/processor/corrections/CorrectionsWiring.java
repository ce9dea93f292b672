package dev.gapless.processor.corrections;

import dev.gapless.processor.commit.CommitRequestSender;
import dev.gapless.processor.commit.LedgerPatience;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Corrections go to the checkpoint service. */
@Configuration(proxyBeanMethods = false)
class CorrectionsWiring {

    @Bean
    CorrectionClient corrections(CommitRequestSender client, LedgerPatience patience) {
        return new HttpCorrectionClient(client, patience);
    }
}
