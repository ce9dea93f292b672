package dev.gapless.scheduler.apidocs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenIntrospector;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.www.BasicAuthenticationEntryPoint;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * The pages under {@code /api-docs}: ours, Swagger UI's, and the documents of {@code docs/openapi}. They show documents
 * only and send no request of them. Every role may read them.
 */
@Configuration(proxyBeanMethods = false)
class ApiDocsWiring implements WebMvcConfigurer {

    private static final String PATH = "/api-docs";
    private static final int RETRY_SECONDS = 5;
    private static final String WEBJAR = "META-INF/maven/org.webjars/swagger-ui/pom.properties";

    /**
     * Nothing is loaded from elsewhere, and no page of others may frame this one. Swagger UI styles its own elements.
     */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
            + " img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler(PATH + "/ui/**")
                .addResourceLocations("classpath:/META-INF/resources/webjars/swagger-ui/%s/".formatted(version()));
        registry.addResourceHandler(PATH + "/**").addResourceLocations("classpath:/api-docs/");
    }

    @Override
    public void addViewControllers(ViewControllerRegistry registry) {
        registry.addRedirectViewController(PATH, PATH + "/index.html");
    }

    private static String version() {
        try (InputStream written = ApiDocsWiring.class.getClassLoader().getResourceAsStream(WEBJAR)) {
            if (written == null) {
                throw new IllegalStateException(WEBJAR + ": not on the class path (expected: the jar of Swagger UI)");
            }
            Properties properties = new Properties();
            properties.load(written);
            return Objects.requireNonNull(properties.getProperty("version"), "version");
        } catch (IOException e) {
            throw new UncheckedIOException(WEBJAR + ": cannot be read", e);
        }
    }

    /** What cannot be found out now is no wrong password. */
    private static AuthenticationEntryPoint challenge() {
        BasicAuthenticationEntryPoint challenge = new BasicAuthenticationEntryPoint();
        challenge.setRealmName("Gapless: any name, and a token as the password");
        return (request, response, cause) -> {
            if (cause instanceof AuthenticationServiceException) {
                response.setIntHeader(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
                response.setStatus(HttpStatus.SERVICE_UNAVAILABLE.value());
            } else {
                challenge.commence(request, response, cause);
            }
        };
    }

    @Bean
    @Order(1)
    SecurityFilterChain apiDocsLogin(HttpSecurity http, OpaqueTokenIntrospector tokens) {
        return http.securityMatcher(PATH, PATH + "/**")
                .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .authenticationManager(new ProviderManager(new TokenLogin(tokens)))
                .httpBasic(basic -> basic.authenticationEntryPoint(challenge()))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                // nothing is changed under these paths
                .csrf(AbstractHttpConfigurer::disable)
                .headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(POLICY)))
                .build();
    }
}
