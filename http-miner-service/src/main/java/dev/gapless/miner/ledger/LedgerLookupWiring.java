package dev.gapless.miner.ledger;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
class LedgerLookupWiring {

    @Bean
    LedgerLookupClient ledger(@Qualifier("checkpointClient") RestClient checkpoint) {
        return new HttpLedgerLookupClient(checkpoint);
    }

    @Bean
    WalkCheckpointClient walkCheckpoints(@Qualifier("checkpointClient") RestClient checkpoint) {
        return new HttpWalkCheckpointClient(checkpoint);
    }
}
