package dev.gapless.scheduler.apidocs;

import org.springframework.dao.DataAccessException;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.server.resource.introspection.BadOpaqueTokenException;
import org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenIntrospector;

/** A browser asks its user for a name and a password. The password is a token of Gapless, the name does not matter. */
final class TokenLogin implements AuthenticationProvider {

    private final OpaqueTokenIntrospector tokens;

    TokenLogin(OpaqueTokenIntrospector tokens) {
        this.tokens = tokens;
    }

    @Override
    public Authentication authenticate(Authentication shown) {
        Object password = shown.getCredentials();
        try {
            OAuth2AuthenticatedPrincipal caller = tokens.introspect(String.valueOf(password));
            return UsernamePasswordAuthenticationToken.authenticated(caller.getName(), null, caller.getAuthorities());
        } catch (BadOpaqueTokenException e) {
            throw new BadCredentialsException("token: unknown, revoked or expired", e);
        } catch (DataAccessException e) {
            throw new AuthenticationServiceException("the database does not answer, and only it holds the tokens", e);
        }
    }

    @Override
    public boolean supports(Class<?> shown) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(shown);
    }
}
