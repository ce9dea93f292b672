package dev.gapless.common.platform;

import dev.gapless.common.platform.oidc.IssuerTokens;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.OpaqueTokenAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenIntrospector;

/**
 * Finds out who shows a bearer token: one of ours, or one of the issuer's. What cannot be found out, because the
 * scheduler or the issuer is away, is no refusal: a {@link CallerUnknownException}.
 */
final class CallerAuthentication implements AuthenticationManager {

    private final OpaqueTokenAuthenticationProvider ours;
    private final @Nullable IssuerTokens issuer;

    CallerAuthentication(OpaqueTokenIntrospector ours, @Nullable IssuerTokens issuer) {
        this.ours = new OpaqueTokenAuthenticationProvider(ours);
        this.issuer = issuer;
    }

    @Override
    public Authentication authenticate(Authentication shown) {
        try {
            return authenticated(shown);
        } catch (AuthenticationServiceException e) {
            throw new CallerUnknownException(String.valueOf(e.getMessage()), e);
        } catch (AuthenticationException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new CallerUnknownException("the scheduler does not answer, and only it knows the tokens", e);
        }
    }

    private Authentication authenticated(Authentication shown) {
        try {
            Authentication caller = ours.authenticate(shown);
            if (caller == null) {
                throw new InvalidBearerTokenException("token: of another kind");
            }
            return caller;
        } catch (InvalidBearerTokenException e) {
            if (issuer != null
                    && shown instanceof BearerTokenAuthenticationToken bearer
                    && IssuerTokens.isSigned(bearer.getToken())) {
                return issuer.authenticate(bearer.getToken());
            }
            throw e;
        }
    }
}
