package dev.gapless.live.http;

import dev.gapless.live.tickets.TicketSigner;
import java.security.SecureRandom;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Long polling and events at {@code /v1/live/streams}, and Durable Streams at {@code /v1/live/durable-streams}. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LiveHttpProperties.class)
class LiveHttpWiring {

    @Bean
    WaitingRequests waitingRequests(LiveHttpProperties properties) {
        return new WaitingRequests(properties.requests());
    }

    @Bean
    ChannelTickets channelTickets(TicketSigner tickets) {
        return new ChannelTickets(tickets);
    }

    @Bean
    CacheCursor cacheCursor(Clock clock) {
        return new CacheCursor(clock, new SecureRandom());
    }
}
