package dev.gapless.common.platform.oidc;

import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.validation.annotation.Validated;

/**
 * An OpenID Connect issuer whose tokens are taken beside the API tokens, under {@code gapless.access.oidc}.
 *
 * @param issuer the issuer's name, as in its tokens and its discovery document; without it no token of an issuer is
 *     accepted. Plain {@code http} for a loopback address only
 * @param audience the value that a token must have in {@code aud}; needed with an issuer
 * @param rolesClaim the claim that lists a caller's roles: a list, or a text with spaces. Dots lead into objects
 * @param nameClaim the claim that names a caller in the audit log, behind {@code oidc:}
 * @param tenantClaim the claim that names a caller's tenant, or {@code *} for the whole installation. Without this
 *     setting all callers of the issuer are of the whole installation. Dots lead into objects
 * @param viewerRole the role in that claim that makes a viewer
 * @param operatorRole the role in that claim that makes an operator
 * @param adminRole the role in that claim that makes an administrator
 * @param algorithms algorithms by which a token may be signed; all of them use key pairs
 * @param clockSkew allowed difference of the issuer's clock, at most 5 min
 */
@Validated
@ConfigurationProperties("gapless.access.oidc")
public record OidcProperties(
        @Nullable URI issuer,
        @Nullable String audience,
        @DefaultValue("roles") @NotEmpty String rolesClaim,
        @DefaultValue("sub") @NotEmpty String nameClaim,
        @Nullable String tenantClaim,
        @DefaultValue("gapless-viewer") @NotEmpty String viewerRole,
        @DefaultValue("gapless-operator") @NotEmpty String operatorRole,
        @DefaultValue("gapless-admin") @NotEmpty String adminRole,
        @DefaultValue({"RS256", "ES256"}) @NotEmpty Set<SignatureAlgorithm> algorithms,

        @DefaultValue("30s") @NotNull @DurationMin(seconds = 0) @DurationMax(minutes = 5)
        Duration clockSkew) {

    public OidcProperties {
        algorithms = Set.copyOf(algorithms);
        if (issuer != null) {
            if (!IssuerKeyRetriever.isTrusted(issuer)) {
                throw new IllegalArgumentException(
                        "gapless.access.oidc.issuer: %s (expected: an https address, or http on a loopback address)"
                                .formatted(issuer));
            }
            if (tenantClaim != null && tenantClaim.isBlank()) {
                throw new IllegalArgumentException(
                        "gapless.access.oidc.tenant-claim: empty (expected: the name of a claim, or no such setting)");
            }
            if (audience == null || audience.isBlank()) {
                throw new IllegalArgumentException(
                        "gapless.access.oidc.audience: absent (expected: what the issuer writes into aud for Gapless)");
            }
        }
    }
}
