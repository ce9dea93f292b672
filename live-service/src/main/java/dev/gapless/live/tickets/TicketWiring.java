package dev.gapless.live.tickets;

import dev.gapless.common.platform.PlatformProperties;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;

/** Tickets, and the paths that take them instead of a token. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TicketProperties.class)
class TicketWiring {

    private static final Logger LOG = LoggerFactory.getLogger(TicketWiring.class);
    private static final int KEY_BYTES = 32;
    private static final String[] TICKET_PATHS = {
        "/v1/live/socket", "/v1/live/streams/**", "/v1/live/durable-streams/**"
    };

    @Bean
    TicketSigner ticketSigner(PlatformProperties platform, TicketProperties properties, Clock clock) {
        return new TicketSigner(
                sharedSecret(platform.serviceTokenFile()), properties.ticketLife(), properties.connectionLife(), clock);
    }

    private static byte[] sharedSecret(@org.jspecify.annotations.Nullable Path file) {
        if (file == null) {
            LOG.warn(
                    "ticket-key-random effect=\"tickets open this replica only\" remedy=\"set gapless.service-token-file\"");
            byte[] random = new byte[KEY_BYTES];
            new SecureRandom().nextBytes(random);
            return random;
        }
        try {
            return Files.readString(file).strip().getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("token file %s cannot be read".formatted(file), e);
        }
    }

    /** The handlers of these paths check the ticket themselves: a browser cannot send a header with a handshake. */
    @Bean
    @Order(1)
    SecurityFilterChain ticketDoors(HttpSecurity http, TicketProperties properties) {
        return http.securityMatcher(TICKET_PATHS)
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .cors(
                        properties.allowedOrigins().isEmpty()
                                ? AbstractHttpConfigurer::disable
                                : cors -> cors.configurationSource(pages(properties)))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable)
                .headers(Customizer.withDefaults())
                .build();
    }

    private static CorsConfigurationSource pages(TicketProperties properties) {
        CorsConfiguration allowed = new CorsConfiguration();
        allowed.setAllowedOrigins(properties.allowedOrigins());
        allowed.setAllowedMethods(List.of(HttpMethod.GET.name(), HttpMethod.HEAD.name()));
        allowed.setAllowedHeaders(List.of("Last-Event-ID", "If-None-Match"));
        allowed.setExposedHeaders(List.of("Stream-Next-Offset", "Stream-Up-To-Date", "Stream-Cursor", "ETag"));
        UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
        source.registerCorsConfiguration("/**", allowed);
        return source;
    }
}
