package dev.gapless.live.socket;

import dev.gapless.live.completeness.CompletenessWatch;
import dev.gapless.live.history.ChannelOpener;
import dev.gapless.live.tickets.TicketProperties;
import dev.gapless.live.tickets.TicketSigner;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.server.standard.ServletServerContainerFactoryBean;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;

/** The WebSocket endpoint at {@code /v1/live/socket}. */
@Configuration(proxyBeanMethods = false)
@EnableWebSocket
@EnableConfigurationProperties(SocketProperties.class)
class SocketWiring {

    /** Characters or bytes of a client's message that are handed on at once. */
    private static final int PIECE = 1_024;

    /**
     * Without compression: an inflated message may be a thousand times what was sent, and each compressed connection
     * costs a window of memory.
     */
    private static final class PlainHandshake extends DefaultHandshakeHandler {

        @Override
        protected List<WebSocketExtension> filterRequestedExtensions(
                ServerHttpRequest request,
                List<WebSocketExtension> requestedExtensions,
                List<WebSocketExtension> supportedExtensions) {
            return List.of();
        }
    }

    @Bean
    SocketHandler socketHandler(
            ChannelOpener opener,
            CompletenessWatch completeness,
            SocketProperties properties,
            MeterRegistry registry,
            Clock clock) {
        return new SocketHandler(opener, completeness, properties, new SocketMeters(registry), clock);
    }

    @Bean
    WebSocketConfigurer socketDoor(
            SocketHandler handler, TicketSigner tickets, TicketProperties access, ChannelOpener opener) {
        return registry -> registry.addHandler(handler, "/v1/live/socket")
                .setHandshakeHandler(new PlainHandshake())
                .addInterceptors(new TicketInterceptor(tickets, handler, opener))
                .setAllowedOrigins(access.allowedOrigins().toArray(String[]::new));
    }

    /** Tomcat keeps one of each for every connection, for as long as it lives. */
    @Bean
    ServletServerContainerFactoryBean messageBuffers() {
        ServletServerContainerFactoryBean container = new ServletServerContainerFactoryBean();
        container.setMaxTextMessageBufferSize(PIECE);
        container.setMaxBinaryMessageBufferSize(PIECE);
        return container;
    }
}
