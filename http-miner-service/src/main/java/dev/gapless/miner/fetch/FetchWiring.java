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
@EnableConfigurationProperties({FetchProperties.class, ProxyProperties.class})
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
        return HttpClientFactory.pooled(properties, names(policy, rule));
    }

    private static PolicyDnsResolver names(AddressPolicy policy, NetworkRule rule) {
        return new PolicyDnsResolver(SystemDefaultDnsResolver.INSTANCE, policy, rule);
    }

    @Bean
    ProxyClient proxyClient(ProxyProperties proxy, FetchProperties properties) {
        return ProxyClient.of(proxy, properties);
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
            ProxyClient proxyClient,
            ProxyProperties proxy,
            AddressPolicy policy,
            RequestDeadlines callDeadlines,
            Clock clock,
            ClockSkewTracker sourceClocks,
            RequestAuthenticator requestAuthenticator,
            MeterRegistry meters) {
        PageFetch direct = new ApacheFetch(
                permittedClient, publicClient, callDeadlines, clock, sourceClocks, requestAuthenticator);
        CloseableHttpClient proxied = proxyClient.client();
        return new CountedFetch(
                proxied == null
                        ? direct
                        : new RoutedFetch(
                                direct,
                                new ApacheFetch(
                                        proxied, proxied, callDeadlines, clock, sourceClocks, requestAuthenticator),
                                proxy.sources(),
                                names(policy, new NetworkRule(true)),
                                names(policy, NetworkRule.PUBLIC_ONLY)),
                meters);
    }
}
