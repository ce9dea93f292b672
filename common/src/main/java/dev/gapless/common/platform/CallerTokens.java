package dev.gapless.common.platform;

import dev.gapless.common.platform.tenant.CallerTenant;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.core.DefaultOAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.server.resource.introspection.BadOpaqueTokenException;
import org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenIntrospector;

/**
 * The tokens of files, and those that operators made. The latter begin with {@link #PREFIX}; others are not looked up.
 */
public final class CallerTokens implements OpaqueTokenIntrospector {

    /** How a token begins that an operator made. */
    public static final String PREFIX = "gapless_";

    private final OpaqueTokenIntrospector files;
    private final ApiTokenFinder made;

    CallerTokens(OpaqueTokenIntrospector files, ApiTokenFinder made) {
        this.files = files;
        this.made = made;
    }

    /** What is kept of a token. */
    public static String digest(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    @Override
    public OAuth2AuthenticatedPrincipal introspect(String token) {
        if (!token.startsWith(PREFIX)) {
            return files.introspect(token);
        }
        ApiTokenFinder.KnownCaller caller = made.find(digest(token))
                .orElseThrow(() -> new BadOpaqueTokenException("token: unknown, revoked or expired"));
        List<GrantedAuthority> may = new ArrayList<>();
        may.add(new SimpleGrantedAuthority("ROLE_" + caller.role().name()));
        if (caller.tenant() != null) {
            may.add(CallerTenant.authority(caller.tenant()));
        }
        return new DefaultOAuth2AuthenticatedPrincipal(caller.name(), Map.of("sub", caller.name()), may);
    }
}
