package dev.gapless.live.door;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The HTTP doors at {@code /v1/live/streams}. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(HttpDoorProperties.class)
class HttpDoorWiring {

    @Bean
    HttpDoor httpDoor(HttpDoorProperties properties) {
        return new HttpDoor(properties.requests());
    }
}
