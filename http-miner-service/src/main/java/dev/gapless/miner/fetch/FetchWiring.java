package dev.gapless.miner.fetch;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(FetchProperties.class)
class FetchWiring {

    @Bean
    CloseableHttpClient anywhereClient(FetchProperties properties) {
        return HttpClientFactory.pooled(properties, SystemDefaultDnsResolver.INSTANCE);
    }

    @Bean
    CloseableHttpClient publicClient(FetchProperties properties) {
        return HttpClientFactory.pooled(properties, new PublicOnlyDnsResolver(SystemDefaultDnsResolver.INSTANCE));
    }

    @Bean
    RequestDeadlines callDeadlines() {
        return new RequestDeadlines();
    }

    @Bean
    ClockSkewTracker sourceClocks(Clock clock, MeterRegistry meters) {
        return new ClockSkewTracker(clock, meters);
    }

    @Bean
    PageFetch pageFetch(
            CloseableHttpClient anywhereClient,
            CloseableHttpClient publicClient,
            RequestDeadlines callDeadlines,
            Clock clock,
            ClockSkewTracker sourceClocks,
            MeterRegistry meters) {
        return new CountedFetch(
                new ApacheFetch(anywhereClient, publicClient, callDeadlines, clock, sourceClocks), meters);
    }
}
