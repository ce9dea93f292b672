package dev.gapless.capture.connection;

import dev.gapless.connector.manifest.part.AddressPolicy;
import javax.net.ssl.SSLException;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ConnectionProperties.class)
class ConnectionWiring {

    @Bean(destroyMethod = "close")
    NettyWebSocketConnector socketConnector(ConnectionProperties properties, AddressPolicy policy) throws SSLException {
        return NettyWebSocketConnector.open(properties.threads(), policy);
    }
}
