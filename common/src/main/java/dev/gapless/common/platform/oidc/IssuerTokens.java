package dev.gapless.common.platform.oidc;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.gapless.common.platform.CallerRole;
import dev.gapless.common.platform.tenant.CallerTenant;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtAudienceValidator;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/**
 * Knows callers by the signed tokens (JWT) of one issuer. Its keys are remembered for five minutes, and for an hour
 * more while it is away. A key that is not among them is looked for at the issuer, at most twice in ten seconds.
 */
public final class IssuerTokens {

    /** How a caller's name begins that an issuer vouches for; no name of an API token does. */
    private static final String NAME_PREFIX = "oidc";

    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}\\p{P}\\p{S} ]{1,200}");
    private static final Duration KEYS_KEPT = Duration.ofMinutes(5);
    private static final Duration READING_KEYS = Duration.ofSeconds(7);
    private static final Duration LIMITED_FOR = Duration.ofSeconds(10);
    private static final Duration KEPT_IN_OUTAGE = Duration.ofHours(1);
    private static final JOSEObjectType ACCESS_TOKEN = new JOSEObjectType("at+jwt");

    private final OidcProperties properties;
    private final URI issuer;
    private final IssuerKeyRetriever keys;
    private final NimbusJwtDecoder decoder;

    private IssuerTokens(OidcProperties properties, URI issuer, String audience) {
        this.properties = properties;
        this.issuer = issuer;
        keys = new IssuerKeyRetriever(issuer);
        decoder = decoder(properties, source(issuer, keys));
        JwtTimestampValidator time = new JwtTimestampValidator(properties.clockSkew());
        time.setAllowEmptyExpiryClaim(false);
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                time, new JwtIssuerValidator(issuer.toString()), new JwtAudienceValidator(audience)));
    }

    /** Null where no issuer is configured. Nothing is read before the first token comes. */
    public static @Nullable IssuerTokens of(OidcProperties properties) {
        URI issuer = properties.issuer();
        String audience = properties.audience();
        return issuer == null || audience == null ? null : new IssuerTokens(properties, issuer, audience);
    }

    private static JWKSource<SecurityContext> source(URI issuer, IssuerKeyRetriever keys) {
        String base = issuer.toString();
        String path = (base.endsWith("/") ? "" : "/") + ".well-known/openid-configuration";
        try {
            return JWKSourceBuilder.create(URI.create(base + path).toURL(), keys)
                    .cache(KEYS_KEPT.toMillis(), READING_KEYS.toMillis())
                    .refreshAheadCache(false)
                    .rateLimited(LIMITED_FOR.toMillis())
                    .outageTolerant(KEPT_IN_OUTAGE.toMillis())
                    .build();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("gapless.access.oidc.issuer: %s is no address".formatted(issuer), e);
        }
    }

    private static NimbusJwtDecoder decoder(OidcProperties properties, JWKSource<SecurityContext> source) {
        Set<JWSAlgorithm> allowed = properties.algorithms().stream()
                .map(algorithm -> JWSAlgorithm.parse(algorithm.getName()))
                .collect(Collectors.toSet());
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, ACCESS_TOKEN, null));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(allowed, source));
        // the decoder's validators look at the claims
        processor.setJWTClaimsSetVerifier((claims, context) -> {});
        return new NimbusJwtDecoder(processor);
    }

    /** True for what has the form of a signed token. */
    public static boolean isSigned(String token) {
        return token.startsWith("ey")
                && token.chars().filter(each -> each == '.').count() == 2;
    }

    /**
     * Who shows a token.
     *
     * @throws InvalidBearerTokenException for one that the issuer did not sign for Gapless, or that is expired
     * @throws AuthenticationServiceException when the issuer's keys cannot be had
     */
    public Authentication authenticate(String token) {
        Jwt jwt = decode(token);
        String name = jwt.getClaimAsString(properties.nameClaim());
        if (name == null || !NAME.matcher(name).matches()) {
            throw new InvalidBearerTokenException("token: no usable name in the claim " + properties.nameClaim()
                    + " (expected: 1 to 200 characters)");
        }
        String tenant = tenant(jwt);
        List<GrantedAuthority> may = new ArrayList<>(roles(jwt));
        if (tenant != null) {
            may.add(CallerTenant.authority(tenant));
        }
        // a tenant's name has no colon
        String whose = tenant == null || tenant.equals(CallerTenant.EVERY) ? "" : "@" + tenant;
        return new JwtAuthenticationToken(jwt, may, NAME_PREFIX + whose + ":" + name);
    }

    /** Null for a token that names no tenant where it must: its caller sees nothing. */
    private @Nullable String tenant(Jwt jwt) {
        if (properties.tenantClaim() == null) {
            return CallerTenant.EVERY;
        }
        return claim(jwt.getClaims(), properties.tenantClaim()) instanceof String named
                        && (named.equals(CallerTenant.EVERY) || CallerTenant.isName(named))
                ? named
                : null;
    }

    private Jwt decode(String token) {
        try {
            return decoder.decode(token);
        } catch (JwtValidationException e) {
            String mistakes =
                    e.getErrors().stream().map(OAuth2Error::getDescription).collect(Collectors.joining("; "));
            throw new InvalidBearerTokenException("token: " + mistakes, e);
        } catch (BadJwtException e) {
            throw notSigned(e);
        } catch (JwtException e) {
            if (e.getCause() instanceof RateLimitReachedException && keys.isReached()) {
                throw notSigned(e);
            }
            throw new AuthenticationServiceException("the keys of %s cannot be had".formatted(issuer), e);
        }
    }

    private InvalidBearerTokenException notSigned(JwtException cause) {
        return new InvalidBearerTokenException(
                "token: not signed as it must be (expected: by a key of %s with one of %s)"
                        .formatted(issuer, properties.algorithms()),
                cause);
    }

    /** The highest role that the token names; none where it names no role of ours. */
    private List<GrantedAuthority> roles(Jwt jwt) {
        Set<String> named = names(claim(jwt.getClaims(), properties.rolesClaim()));
        CallerRole role = null;
        if (named.contains(properties.adminRole())) {
            role = CallerRole.ADMIN;
        } else if (named.contains(properties.operatorRole())) {
            role = CallerRole.OPERATOR;
        } else if (named.contains(properties.viewerRole())) {
            role = CallerRole.VIEWER;
        }
        return role == null ? List.of() : List.of(new SimpleGrantedAuthority("ROLE_" + role.name()));
    }

    /** A claim of that very name goes before one that its dots lead to. */
    private static @Nullable Object claim(Map<?, ?> claims, String name) {
        Object direct = claims.get(name);
        int dot = name.indexOf('.');
        if (direct != null || dot < 0) {
            return direct;
        }
        return claims.get(name.substring(0, dot)) instanceof Map<?, ?> inner
                ? claim(inner, name.substring(dot + 1))
                : null;
    }

    private static Set<String> names(@Nullable Object claim) {
        Set<String> names = new HashSet<>();
        if (claim instanceof Collection<?> list) {
            list.forEach(each -> names.add(String.valueOf(each)));
        } else if (claim instanceof String text) {
            names.addAll(Arrays.asList(text.split(" ", -1)));
        }
        return names;
    }
}
