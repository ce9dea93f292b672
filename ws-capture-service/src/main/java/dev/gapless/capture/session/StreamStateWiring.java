package dev.gapless.capture.session;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StreamStateProperties.class)
class StreamStateWiring {

    @Bean
    StreamStateClient streamStates(RestClient checkpointClient, StreamStateProperties properties) {
        return new HttpStreamStateClient(checkpointClient, properties.timeout(), Thread::sleep);
    }
}
