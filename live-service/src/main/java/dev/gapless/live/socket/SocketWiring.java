package dev.gapless.live.socket;

import dev.gapless.common.platform.tenant.TenantProperties;
import dev.gapless.live.completeness.CompletenessWatch;
import dev.gapless.live.history.ChannelOpener;
import dev.gapless.live.tickets.TicketProperties;
import dev.gapless.live.tickets.TicketSigner;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The WebSocket endpoint at {@code /v1/live/socket}. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SocketProperties.class)
class SocketWiring {

    @Bean
    ConnectionRegistry connectionRegistry(
            ChannelOpener opener,
            CompletenessWatch completeness,
            SocketProperties properties,
            MeterRegistry registry,
            Clock clock) {
        return new ConnectionRegistry(opener, completeness, properties, new SocketMeters(registry), clock);
    }

    /** The bean's name is its path. */
    @Bean("/v1/live/socket")
    HandshakeEndpoint handshakeEndpoint(
            ConnectionRegistry registry,
            TicketSigner tickets,
            TicketProperties access,
            TenantProperties tenants,
            ChannelOpener opener) {
        return new HandshakeEndpoint(tickets, access.allowedOrigins(), tenants, registry, opener);
    }

    /** Tomcat keeps both buffers for each connection, for as long as it lives. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> connectionBuffers() {
        return tomcat -> tomcat.addConnectorCustomizers(connector -> {
            connector.setProperty("socket.appReadBufSize", "1024");
            connector.setProperty("socket.appWriteBufSize", "4096");
        });
    }
}
