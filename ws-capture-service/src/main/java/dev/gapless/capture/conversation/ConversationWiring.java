package dev.gapless.capture.conversation;

import dev.gapless.capture.delivery.InFlight;
import dev.gapless.capture.delivery.Outbox;
import dev.gapless.capture.liveness.SteadyClock;
import dev.gapless.capture.states.StreamStates;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ConversationProperties.class)
class ConversationWiring {

    @Bean
    Conversations conversations(
            Outbox outbox, InFlight inFlight, StreamStates states, ConversationProperties properties, Clock clock) {
        return new Conversations(outbox, inFlight, states, properties.every(), () -> SteadyClock.from(clock));
    }
}
