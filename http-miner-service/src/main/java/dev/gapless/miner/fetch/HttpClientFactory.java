package dev.gapless.miner.fetch;

import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/** Makes the pooled client. */
final class HttpClientFactory {

    private HttpClientFactory() {}

    static CloseableHttpClient pooled(FetchProperties properties, DnsResolver names) {
        return builder(properties, names).build();
    }

    static HttpClientBuilder builder(FetchProperties properties, DnsResolver names) {
        Timeout connect = Timeout.of(properties.connectTimeout());
        TimeValue idle = TimeValue.of(properties.idle());
        return HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setMaxConnTotal(properties.connections())
                        .setMaxConnPerRoute(properties.connectionsPerHost())
                        .setDnsResolver(names)
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(connect)
                                .setIdleTimeout(Timeout.of(properties.idle()))
                                .setValidateAfterInactivity(TimeValue.ofSeconds(1))
                                .build())
                        .build())
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .setUserAgent("gapless-miner")
                .evictExpiredConnections()
                .evictIdleConnections(idle);
    }
}
