package dev.gapless.common.platform.tenant;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** The tenant of a caller, or the whole installation. It is an authority beside the role. */
public final class CallerTenant {

    /** The whole installation. */
    public static final String EVERY = "*";

    /** The tenant of sources of which nothing else was said. */
    public static final String MAIN = "main";

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final String PREFIX = "TENANT_";

    private CallerTenant() {}

    /** True for what a tenant may be called. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** How names are written, for refusals. */
    public static String form() {
        return NAME.pattern();
    }

    /** @param tenant a name, or {@link #EVERY} */
    public static GrantedAuthority authority(String tenant) {
        return new SimpleGrantedAuthority(PREFIX + tenant);
    }

    /** Null for a caller of which nothing was said: it sees nothing. */
    static @Nullable String of(Authentication caller) {
        List<String> tenants = caller.getAuthorities().stream()
                .map(authority -> String.valueOf(authority.getAuthority()))
                .filter(authority -> authority.startsWith(PREFIX))
                .map(authority -> authority.substring(PREFIX.length()))
                .filter(tenant -> tenant.equals(EVERY) || isName(tenant))
                .toList();
        return tenants.size() == 1 ? tenants.getFirst() : null;
    }
}
