package dev.gapless.common.platform;

import dev.gapless.common.platform.oidc.IssuerTokens;
import dev.gapless.common.platform.oidc.OidcProperties;
import dev.gapless.common.platform.tenant.CallerSourcesResolver;
import dev.gapless.common.platform.tenant.RemoteTenantSources;
import dev.gapless.common.platform.tenant.TenantFilter;
import dev.gapless.common.platform.tenant.TenantProperties;
import dev.gapless.common.platform.tenant.TenantSources;
import dev.gapless.common.secret.Secret;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.http.MediaType;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenIntrospector;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.web.client.RestClient;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Who may call what: health is open, {@code /internal} is for services, {@link EndpointRules} say the rest. Without
 * token files no caller is accepted. A tenant's callers are kept to its sources. Every changing call is written into
 * the audit log.
 */
@AutoConfiguration(after = PlatformAutoConfiguration.class)
@ConditionalOnWebApplication
@EnableConfigurationProperties({
    AuditLogProperties.class,
    CallerRateProperties.class,
    OidcProperties.class,
    TenantProperties.class
})
public class SecurityAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    ApiTokenFinder apiTokenFinder(@Qualifier("schedulerClient") RestClient scheduler) {
        return new RemoteApiTokens(scheduler, System::nanoTime);
    }

    @Bean
    @ConditionalOnMissingBean
    AuditLogSink auditLogSink(@Qualifier("schedulerClient") RestClient scheduler) {
        return entry -> scheduler
                .post()
                .uri("/internal/v1/audit-log")
                .contentType(MediaType.APPLICATION_JSON)
                .body(entry)
                .retrieve()
                .toBodilessEntity();
    }

    @Bean
    @ConditionalOnMissingBean
    TenantSources tenantSources(@Qualifier("schedulerClient") RestClient scheduler) {
        return new RemoteTenantSources(scheduler, System::nanoTime);
    }

    @Bean
    WebMvcConfigurer callerSources() {
        return new WebMvcConfigurer() {
            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new CallerSourcesResolver());
            }
        };
    }

    @Bean
    OpaqueTokenIntrospector tokens(PlatformProperties properties, ApiTokenFinder made) {
        Map<String, Secret> roles = new LinkedHashMap<>();
        put(roles, FileTokens.SERVICE, properties.serviceTokenFile());
        put(roles, FileTokens.ADMIN, properties.adminTokenFile());
        return new CallerTokens(new FileTokens(roles), made);
    }

    private static void put(Map<String, Secret> roles, String role, @Nullable Path file) {
        if (file != null) {
            roles.put(role, TokenFile.read(file));
        }
    }

    @Bean
    SecurityFilterChain platformSecurity(
            HttpSecurity http,
            OpaqueTokenIntrospector tokens,
            OidcProperties oidc,
            TenantSources tenants,
            TenantProperties quotas,
            AuditLogSink log,
            AuditLogProperties auditLog,
            CallerRateProperties rate,
            ObjectProvider<IdempotentCalls> idempotency,
            @Value("${spring.application.name:gapless}") String service) {
        CallerAuthentication callers = new CallerAuthentication(tokens, IssuerTokens.of(oidc));
        AccessProblems problems = new AccessProblems();
        http.addFilterAfter(new CallerRateFilter(rate, System::nanoTime), AuthorizationFilter.class);
        http.addFilterAfter(new TenantFilter(tenants, quotas, System::nanoTime), CallerRateFilter.class);
        http.addFilterAfter(new AuditLogFilter(log, service, auditLog.required()), TenantFilter.class);
        idempotency.ifAvailable(calls -> http.addFilterAfter(new IdempotencyFilter(calls), AuditLogFilter.class));
        return http.authorizeHttpRequests(requests -> {
                    requests.requestMatchers("/actuator/health/**", "/livez", "/readyz")
                            .permitAll()
                            .requestMatchers("/internal/**")
                            .hasRole(FileTokens.SERVICE);
                    EndpointRules.all()
                            .forEach(rule -> requests.requestMatchers(rule.method(), rule.pattern())
                                    .hasAnyRole(rule.roles()));
                    requests.anyRequest().hasAnyRole(FileTokens.ADMIN, FileTokens.SERVICE);
                })
                .oauth2ResourceServer(server -> server.authenticationManagerResolver(request -> callers)
                        .authenticationEntryPoint(problems)
                        .accessDeniedHandler(problems))
                .exceptionHandling(
                        refused -> refused.authenticationEntryPoint(problems).accessDeniedHandler(problems))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                // no cookies are used, so there is nothing a foreign page could ride on
                .csrf(AbstractHttpConfigurer::disable)
                .build();
    }
}
