package dev.gapless.processor.commit;

import dev.gapless.processor.backoff.Backoff;
import dev.gapless.processor.backoff.Waiter;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.util.Timeout;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

/** How the ledger is reached. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CommitProperties.class)
class CommitWiring {

    private static final int MOST_CONNECTIONS = 64;

    /** Megabytes a second go this way, for which this client takes two thirds of what the platform's takes. */
    @Bean
    CloseableHttpClient commitConnections() {
        return HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setMaxConnPerRoute(MOST_CONNECTIONS)
                        .setMaxConnTotal(MOST_CONNECTIONS)
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(Timeout.ofSeconds(5))
                                .setSocketTimeout(Timeout.ofSeconds(10))
                                .build())
                        .build())
                .disableAutomaticRetries()
                .disableContentCompression()
                .disableCookieManagement()
                .build();
    }

    @Bean
    LedgerClient ledgerClient(RestClient checkpointClient, CloseableHttpClient commitConnections) {
        return new LedgerClient(checkpointClient
                .mutate()
                .requestFactory(new HttpComponentsClientHttpRequestFactory(commitConnections))
                .build());
    }

    @Bean
    LedgerPatience ledgerPatience(Backoff backoff, Waiter waiter) {
        return new LedgerPatience(backoff, waiter);
    }

    @Bean
    Floors floors(RestClient checkpointClient, Backoff backoff, Waiter waiter) {
        return new HttpFloors(checkpointClient, backoff, waiter);
    }

    @Bean
    Ledger ledger(LedgerClient client, LedgerPatience patience, CommitProperties properties) {
        return new HttpLedger(
                client,
                new Chunks(properties.chunkItems(), properties.chunkSize().toBytes()),
                patience);
    }
}
