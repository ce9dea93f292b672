package dev.gapless.common.platform;

import dev.gapless.common.secret.Secret;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenIntrospector;
import org.springframework.security.web.SecurityFilterChain;

/**
 * Who may call what: health is open, {@code /internal} is for services, everything else for operators and services.
 * Without token files nobody is let in.
 */
@AutoConfiguration(after = PlatformAutoConfiguration.class)
@ConditionalOnWebApplication
public class SecurityAutoConfiguration {

    @Bean
    OpaqueTokenIntrospector tokens(PlatformProperties properties) {
        Map<String, Secret> roles = new LinkedHashMap<>();
        put(roles, FileTokens.SERVICE, properties.serviceTokenFile());
        put(roles, FileTokens.ADMIN, properties.adminTokenFile());
        return new FileTokens(roles);
    }

    private static void put(Map<String, Secret> roles, String role, @Nullable Path file) {
        if (file != null) {
            roles.put(role, TokenFile.read(file));
        }
    }

    @Bean
    SecurityFilterChain platformSecurity(HttpSecurity http, OpaqueTokenIntrospector tokens) {
        return http.authorizeHttpRequests(
                        requests -> requests.requestMatchers("/actuator/health/**", "/livez", "/readyz")
                                .permitAll()
                                .requestMatchers("/internal/**")
                                .hasRole(FileTokens.SERVICE)
                                .anyRequest()
                                .hasAnyRole(FileTokens.ADMIN, FileTokens.SERVICE))
                .oauth2ResourceServer(server -> server.opaqueToken(token -> token.introspector(tokens)))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                // no cookies are used, so there is nothing a foreign page could ride on
                .csrf(AbstractHttpConfigurer::disable)
                .build();
    }
}
