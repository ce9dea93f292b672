package dev.gapless.processor.commit;

import dev.gapless.processor.backoff.Backoff;
import dev.gapless.processor.backoff.Waiter;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;

/** How the ledger is reached. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CommitProperties.class)
class CommitWiring {

    @Bean
    Ledger ledger(RestClient checkpointClient, CommitProperties properties, Backoff backoff, Waiter waiter) {
        return new HttpLedger(
                new LedgerClient(checkpointClient),
                new Chunks(properties.chunkItems(), properties.chunkSize().toBytes()),
                backoff,
                waiter);
    }
}
