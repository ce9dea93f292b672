package dev.gapless.miner.fetch;

import dev.gapless.connector.manifest.part.AddressPolicy;
import dev.gapless.connector.manifest.part.NetworkRule;
import dev.gapless.connector.token.PolicyDnsResolver;
import dev.gapless.connector.token.RequestAuthenticator;
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
    CloseableHttpClient permittedClient(FetchProperties properties, AddressPolicy policy) {
        return client(properties, policy, new NetworkRule(true));
    }

    @Bean
    CloseableHttpClient publicClient(FetchProperties properties, AddressPolicy policy) {
        return client(properties, policy, NetworkRule.PUBLIC_ONLY);
    }

    private static CloseableHttpClient client(FetchProperties properties, AddressPolicy policy, NetworkRule rule) {
        return HttpClientFactory.pooled(
                properties, new PolicyDnsResolver(SystemDefaultDnsResolver.INSTANCE, policy, rule));
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
    RequestAuthenticator requestAuthenticator(AddressPolicy policy, Clock clock) {
        return new RequestAuthenticator(policy, clock);
    }

    @Bean
    PageFetch pageFetch(
            CloseableHttpClient permittedClient,
            CloseableHttpClient publicClient,
            RequestDeadlines callDeadlines,
            Clock clock,
            ClockSkewTracker sourceClocks,
            RequestAuthenticator requestAuthenticator,
            MeterRegistry meters) {
        return new CountedFetch(
                new ApacheFetch(
                        permittedClient, publicClient, callDeadlines, clock, sourceClocks, requestAuthenticator),
                meters);
    }
}
