package dev.gapless.capture.states;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StatesProperties.class)
class StatesWiring {

    @Bean
    StreamStates streamStates(RestClient checkpointClient, StatesProperties properties) {
        return new RemoteStreamStates(checkpointClient, properties.patience());
    }
}
