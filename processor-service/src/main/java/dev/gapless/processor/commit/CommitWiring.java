package dev.gapless.processor.commit;

import dev.gapless.common.platform.PlatformProperties;
import dev.gapless.common.retry.RetryBackoff;
import dev.gapless.common.retry.RetrySleeper;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.util.Timeout;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

/** How the ledger is reached. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CommitProperties.class)
class CommitWiring {

    private static final int MAX_CONNECTIONS = 64;

    /** Megabytes a second go this way, for which this client takes two thirds of what the platform's takes. */
    @Bean
    CloseableHttpClient commitConnections(PlatformProperties platform, ObjectProvider<SslBundles> bundles) {
        PoolingHttpClientConnectionManagerBuilder connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setMaxConnPerRoute(MAX_CONNECTIONS)
                .setMaxConnTotal(MAX_CONNECTIONS)
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.ofSeconds(5))
                        .setSocketTimeout(Timeout.ofSeconds(10))
                        .build());
        String bundle = platform.servicesSslBundle();
        if (bundle != null) {
            connections.setTlsSocketStrategy(CommitTls.of(bundles.getObject(), bundle));
        }
        return HttpClients.custom()
                .setConnectionManager(connections.build())
                .disableAutomaticRetries()
                .disableContentCompression()
                .disableCookieManagement()
                .build();
    }

    @Bean
    CommitRequestSender ledgerClient(RestClient checkpointClient, CloseableHttpClient commitConnections) {
        return new CommitRequestSender(checkpointClient
                .mutate()
                .requestFactory(new HttpComponentsClientHttpRequestFactory(commitConnections))
                .build());
    }

    @Bean
    LedgerPatience ledgerPatience(RetryBackoff backoff, RetrySleeper waiter) {
        return new LedgerPatience(backoff, waiter);
    }

    @Bean
    FloorClient floors(RestClient checkpointClient, RetryBackoff backoff, RetrySleeper waiter) {
        return new HttpFloorClient(checkpointClient, backoff, waiter);
    }

    @Bean
    CommitClient ledger(CommitRequestSender client, LedgerPatience patience, CommitProperties properties) {
        return new HttpCommitClient(
                client,
                new CommitBatcher(
                        properties.chunkItems(), properties.chunkSize().toBytes()),
                patience);
    }
}
