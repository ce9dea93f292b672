package dev.gapless.common.platform;

import dev.gapless.common.platform.tenant.CallerTenant;
import dev.gapless.common.secret.Secret;
import java.util.List;
import java.util.Map;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.core.DefaultOAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.server.resource.introspection.BadOpaqueTokenException;
import org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenIntrospector;

/**
 * Knows bearer tokens by comparing them, in constant time, with those read from files at the start. Their callers are
 * of the whole installation.
 */
final class FileTokens implements OpaqueTokenIntrospector {

    static final String ADMIN = "ADMIN";
    static final String SERVICE = "SERVICE";

    private final Map<String, Secret> tokens;

    FileTokens(Map<String, Secret> tokens) {
        this.tokens = Map.copyOf(tokens);
    }

    @Override
    public OAuth2AuthenticatedPrincipal introspect(String token) {
        Secret shown = Secret.of(token);
        for (Map.Entry<String, Secret> known : tokens.entrySet()) {
            if (known.getValue().equals(shown)) {
                List<GrantedAuthority> may = List.of(
                        new SimpleGrantedAuthority("ROLE_" + known.getKey()),
                        CallerTenant.authority(CallerTenant.EVERY));
                return new DefaultOAuth2AuthenticatedPrincipal(known.getKey(), Map.of("sub", known.getKey()), may);
            }
        }
        throw new BadOpaqueTokenException("token: unknown (expected: the one in the token file)");
    }
}
