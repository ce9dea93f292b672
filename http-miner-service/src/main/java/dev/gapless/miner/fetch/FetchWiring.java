package dev.gapless.miner.fetch;

import dev.gapless.common.platform.RepeatingTask;
import dev.gapless.connector.manifest.part.AddressPolicy;
import dev.gapless.connector.manifest.part.NetworkRule;
import dev.gapless.connector.token.PolicyDnsResolver;
import dev.gapless.connector.token.RequestAuthenticator;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({FetchProperties.class, ProxyProperties.class})
class FetchWiring {

    private static final Duration IDLE = Duration.ofHours(2);
    private static final Duration LOOK = Duration.ofMinutes(30);

    @Bean
    SourceClients sourceClients(FetchProperties properties, AddressPolicy policy) {
        return new SourceClients(
                rule -> HttpClientFactory.pooled(properties, names(policy, rule)), IDLE, System::nanoTime);
    }

    @Bean
    RepeatingTask idleClients(SourceClients sourceClients, ProxyClient proxyClient, MeterRegistry meters) {
        return RepeatingTask.afterPause(
                "idle-clients",
                LOOK,
                () -> {
                    sourceClients.closeIdle();
                    proxyClient.closeIdle();
                },
                meters);
    }

    private static PolicyDnsResolver names(AddressPolicy policy, NetworkRule rule) {
        return new PolicyDnsResolver(SystemDefaultDnsResolver.INSTANCE, policy, rule);
    }

    @Bean
    ProxyClient proxyClient(ProxyProperties proxy, FetchProperties properties) {
        return ProxyClient.of(proxy, properties, IDLE);
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
            SourceClients sourceClients,
            ProxyClient proxyClient,
            ProxyProperties proxy,
            AddressPolicy policy,
            RequestDeadlines callDeadlines,
            Clock clock,
            ClockSkewTracker sourceClocks,
            RequestAuthenticator requestAuthenticator,
            MeterRegistry meters) {
        PageFetch direct = new ApacheFetch(sourceClients, callDeadlines, clock, sourceClocks, requestAuthenticator);
        SourceClients proxied = proxyClient.clients();
        return new CountedFetch(
                proxied == null
                        ? direct
                        : new RoutedFetch(
                                direct,
                                new ApacheFetch(proxied, callDeadlines, clock, sourceClocks, requestAuthenticator),
                                proxy.sources(),
                                names(policy, new NetworkRule(true)),
                                names(policy, NetworkRule.PUBLIC_ONLY)),
                meters);
    }
}
