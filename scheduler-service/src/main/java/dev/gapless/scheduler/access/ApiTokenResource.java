package dev.gapless.scheduler.access;

import dev.gapless.common.platform.ApiProblem;
import dev.gapless.common.platform.ApiTokenFinder.KnownCaller;
import dev.gapless.common.platform.CallerRole;
import dev.gapless.common.platform.dryrun.CallConditions;
import dev.gapless.common.platform.dryrun.PlannedCalls;
import dev.gapless.common.platform.tenant.CallerSources;
import dev.gapless.common.platform.tenant.CallerTenant;
import dev.gapless.scheduler.access.ApiTokenStore.ApiTokenView;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Makes, lists and revokes tokens. */
@RestController
class ApiTokenResource {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
    private static final int MAX_DAYS = 365;

    /** Parts a name from its tenant; no name has it. */
    private static final String AT = "@";

    /**
     * @param role {@code viewer}, {@code operator} or {@code admin}
     * @param tenant whose callers may use it; null for the caller's own, or the whole installation
     */
    record NewTokenRequest(
            @Nullable String name,
            @Nullable String role,
            @Nullable Integer days,
            @Nullable String tenant) {}

    /**
     * @param name with {@code @} and the tenant behind it where it has one
     * @param token shown this once
     */
    record NewToken(String name, CallerRole role, String token, String tenant) {}

    /** @param digest of the token that a caller shows */
    record TokenLookup(String digest) {}

    /** @param caller null for a token that is unknown, revoked or expired */
    record TokenHolder(@Nullable KnownCaller caller) {}

    private final ApiTokenStore tokens;
    private final PlannedCalls calls;

    ApiTokenResource(ApiTokenStore tokens, PlannedCalls calls) {
        this.tokens = tokens;
        this.calls = calls;
    }

    @PostMapping("/v1/tokens")
    @ResponseStatus(HttpStatus.CREATED)
    NewToken create(@RequestBody NewTokenRequest request, CallerSources own, Principal caller) {
        String name = request.name() == null ? "" : request.name();
        if (!NAME.matcher(name).matches()) {
            throw ApiProblem.unprocessable(
                    "name: %s (expected: %s)".formatted(name, NAME), "Name who will use it, such as ann or grafana.");
        }
        int days = request.days() == null ? 0 : request.days();
        if (days < 1 || days > MAX_DAYS) {
            throw ApiProblem.unprocessable(
                    "days: %d (expected: 1 to %d)".formatted(days, MAX_DAYS), "Say after how many days it expires.");
        }
        CallerRole role = role(request.role());
        String tenant = tenant(request.tenant(), own);
        try {
            String full = tenant.equals(CallerTenant.EVERY) ? name : name + AT + tenant;
            String token = tokens.create(full, role, tenant, Duration.ofDays(days), caller.getName());
            return new NewToken(full, role, token, tenant);
        } catch (DuplicateKeyException e) {
            throw ApiProblem.conflict(
                    "name: %s is taken (expected: a name that no token ever had)".formatted(name),
                    "Names are not used twice, so that the audit log says who it was. Take another one.");
        }
    }

    /** A tenant's administrator makes tokens of its tenant. Names of tenants do not get in each other's way. */
    private static String tenant(@Nullable String wanted, CallerSources own) {
        if (own.tenant() != null) {
            if (wanted != null && !wanted.equals(own.tenant())) {
                throw ApiProblem.unprocessable(
                        "tenant: not yours (expected: %s)".formatted(own.tenant()), "Leave it out.");
            }
            return own.tenant();
        }
        if (wanted == null || wanted.equals(CallerTenant.EVERY)) {
            return CallerTenant.EVERY;
        }
        if (!CallerTenant.isName(wanted)) {
            throw ApiProblem.unprocessable(
                    "tenant: %s (expected: %s)".formatted(wanted, CallerTenant.form()),
                    "Name the tenant, or leave it out for the whole installation.");
        }
        return wanted;
    }

    private static CallerRole role(@Nullable String role) {
        try {
            return CallerRole.valueOf(role == null ? "" : role.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw ApiProblem.unprocessable(
                    "role: %s (expected: viewer, operator or admin)".formatted(role), "Take the least that is enough.");
        }
    }

    @GetMapping("/v1/tokens")
    List<ApiTokenView> list(CallerSources own) {
        return tokens.all(own.tenant());
    }

    @DeleteMapping("/v1/tokens/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(@PathVariable String name, CallConditions asked, CallerSources own, Principal caller) {
        calls.run("revoke-token", asked, told -> {
            ApiTokenView before = tokens.all(own.tenant()).stream()
                    .filter(token -> token.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> unknown(name));
            if (!tokens.revoke(name, caller.getName())) {
                throw unknown(name);
            }
            told.effect("token", name);
            told.effect("role", before.role().name());
            told.effect("expiresAt", before.expiresAt().toString());
            told.effect("revokes", before.revokedAt() == null);
        });
    }

    private static ErrorResponseException unknown(String name) {
        return ApiProblem.notFound(
                "token: %s (expected: the name of a token)".formatted(name), "GET /v1/tokens lists them.");
    }

    @PostMapping("/internal/v1/tokens:find")
    TokenHolder find(@RequestBody TokenLookup question) {
        return new TokenHolder(tokens.find(question.digest()).orElse(null));
    }
}
