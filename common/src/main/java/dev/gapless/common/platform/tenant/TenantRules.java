package dev.gapless.common.platform.tenant;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPattern.PathMatchInfo;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * The reach of a tenant's callers, by endpoint. An endpoint without a rule is for callers of the whole installation.
 */
public final class TenantRules {

    /** The parameter of a path or a query that names a source. */
    static final String SOURCE = "source";

    /** One rule. The first that matches counts. */
    private record TenantRule(HttpMethod method, PathPattern pattern, TenantReach reach) {}

    /**
     * The rule of a call.
     *
     * @param source that the path names; null where the rule is not {@link TenantReach#PATH}
     */
    record FoundRule(TenantReach reach, @Nullable String source) {}

    private static final List<TenantRule> RULES = List.of(
            // of one source
            rule(HttpMethod.GET, "/v1/sources/{source}", TenantReach.PATH),
            rule(HttpMethod.PUT, "/v1/sources/{source}", TenantReach.PATH),
            rule(HttpMethod.DELETE, "/v1/sources/{source}", TenantReach.PATH),
            rule(HttpMethod.GET, "/v1/sources/{source}/manifest", TenantReach.PATH),
            rule(HttpMethod.GET, "/v1/sources/{source}/credentials", TenantReach.PATH),
            rule(HttpMethod.PUT, "/v1/sources/{source}/credentials/{name}", TenantReach.PATH),
            rule(HttpMethod.DELETE, "/v1/sources/{source}/credentials/{name}", TenantReach.PATH),
            rule(HttpMethod.GET, "/v1/sources/{source}/status", TenantReach.PATH),
            rule(HttpMethod.GET, "/v1/accounts/{source}/{account}", TenantReach.PATH),
            rule(HttpMethod.PUT, "/v1/accounts/{source}/{account}", TenantReach.PATH),
            rule(HttpMethod.DELETE, "/v1/accounts/{source}/{account}", TenantReach.PATH),
            rule(HttpMethod.GET, "/v1/accounts/{source}/{account}/health", TenantReach.PATH),
            rule(HttpMethod.GET, "/v1/accounts/{source}/{account}/polling", TenantReach.PATH),
            rule(HttpMethod.PUT, "/v1/priorities/{source}/{stream}", TenantReach.PATH),
            rule(HttpMethod.PUT, "/v1/objective/{source}/{stream}", TenantReach.PATH),
            rule(HttpMethod.DELETE, "/v1/objective/{source}/{stream}", TenantReach.PATH),
            rule(HttpMethod.GET, "/v1/schedules/{source}/{stream}", TenantReach.PATH),
            rule(HttpMethod.PUT, "/v1/schedules/{source}/{stream}", TenantReach.PATH),
            rule(HttpMethod.DELETE, "/v1/schedules/{source}/{stream}", TenantReach.PATH),
            rule(HttpMethod.POST, "/v1/schedules/{source}/{stream}", TenantReach.PATH),
            rule(HttpMethod.GET, "/v1/flags/{source}/{door}", TenantReach.PATH),
            rule(HttpMethod.PUT, "/v1/flags/{source}/{door}", TenantReach.PATH),
            rule(HttpMethod.DELETE, "/v1/flags/{source}/{door}", TenantReach.PATH),
            rule(HttpMethod.GET, "/v1/certificates/{source}/{account}/{stream}", TenantReach.PATH),
            rule(HttpMethod.GET, "/v1/checkpoints/{source}/{account}", TenantReach.PATH),
            rule(HttpMethod.GET, "/v1/checkpoints/{source}/{account}/{stream}", TenantReach.PATH),
            rule(HttpMethod.GET, "/v1/coverage/{source}/{account}/{stream}", TenantReach.PATH),
            rule(HttpMethod.GET, "/v1/items/{source}/{account}/{stream}", TenantReach.PATH),
            rule(HttpMethod.GET, "/v1/why/{source}/{account}/{stream}/{*path}", TenantReach.PATH),
            rule(HttpMethod.GET, "/v1/coverage", TenantReach.QUERY),
            rule(HttpMethod.GET, "/v1/consistency", TenantReach.QUERY),
            rule(HttpMethod.GET, "/v1/health-report", TenantReach.QUERY),
            // of some sources, or of what belongs to one
            rule(HttpMethod.GET, "/v1/sources", TenantReach.HANDLER),
            rule(HttpMethod.GET, "/v1/accounts", TenantReach.HANDLER),
            rule(HttpMethod.POST, "/v1/accounts:import", TenantReach.HANDLER),
            rule(HttpMethod.GET, "/v1/gaps", TenantReach.HANDLER),
            rule(HttpMethod.GET, "/v1/gaps/summary", TenantReach.HANDLER),
            rule(HttpMethod.GET, "/v1/gaps/{id}", TenantReach.HANDLER),
            rule(HttpMethod.POST, "/v1/gaps/{id}", TenantReach.HANDLER),
            rule(HttpMethod.GET, "/v1/costs", TenantReach.HANDLER),
            rule(HttpMethod.GET, "/v1/objective", TenantReach.HANDLER),
            rule(HttpMethod.GET, "/v1/priorities", TenantReach.HANDLER),
            rule(HttpMethod.GET, "/v1/schedules", TenantReach.HANDLER),
            rule(HttpMethod.GET, "/v1/flags", TenantReach.HANDLER),
            rule(HttpMethod.GET, "/v1/status", TenantReach.HANDLER),
            rule(HttpMethod.GET, "/v1/stops", TenantReach.HANDLER),
            rule(HttpMethod.POST, "/v1/stops", TenantReach.HANDLER),
            rule(HttpMethod.GET, "/v1/stops/{id}", TenantReach.HANDLER),
            rule(HttpMethod.DELETE, "/v1/stops/{id}", TenantReach.HANDLER),
            rule(HttpMethod.POST, "/v1/control:recover", TenantReach.HANDLER),
            rule(HttpMethod.GET, "/v1/control/recoveries", TenantReach.HANDLER),
            rule(HttpMethod.GET, "/v1/control/recoveries/{id}", TenantReach.HANDLER),
            rule(HttpMethod.POST, "/v1/control/recoveries/{id}", TenantReach.HANDLER),
            rule(HttpMethod.GET, "/v1/tokens", TenantReach.HANDLER),
            rule(HttpMethod.POST, "/v1/tokens", TenantReach.HANDLER),
            rule(HttpMethod.DELETE, "/v1/tokens/{name}", TenantReach.HANDLER),
            rule(HttpMethod.GET, "/v1/audit-log", TenantReach.HANDLER),
            rule(HttpMethod.POST, "/v1/certificates", TenantReach.HANDLER),
            rule(HttpMethod.GET, "/v1/dead-letters", TenantReach.HANDLER),
            rule(HttpMethod.GET, "/v1/dead-letters:summary", TenantReach.HANDLER),
            rule(HttpMethod.GET, "/v1/dead-letters/{id}", TenantReach.HANDLER),
            rule(HttpMethod.POST, "/v1/dead-letters/{id}", TenantReach.HANDLER),
            rule(HttpMethod.POST, "/v1/dead-letters:redrive", TenantReach.HANDLER),
            rule(HttpMethod.POST, "/v1/dead-letters:discard", TenantReach.HANDLER),
            rule(HttpMethod.POST, "/v1/deletions:undo", TenantReach.HANDLER),
            rule(HttpMethod.GET, "/v1/operations", TenantReach.HANDLER),
            rule(HttpMethod.GET, "/v1/operations/{id}", TenantReach.HANDLER),
            rule(HttpMethod.POST, "/v1/operations/{id}", TenantReach.HANDLER),
            rule(HttpMethod.POST, "/v1/replays", TenantReach.HANDLER),
            rule(HttpMethod.POST, "/v1/live/tickets", TenantReach.HANDLER),
            // of all sources together
            rule(HttpMethod.GET, "/v1/audit-log:verify", TenantReach.INSTALLATION),
            rule(HttpMethod.GET, "/v1/audit-log/heads", TenantReach.INSTALLATION),
            rule(HttpMethod.GET, "/v1/control/**", TenantReach.INSTALLATION),
            rule(HttpMethod.POST, "/v1/control/**", TenantReach.INSTALLATION),
            rule(HttpMethod.POST, "/v1/control:drain", TenantReach.INSTALLATION),
            rule(HttpMethod.GET, "/v1/accounting", TenantReach.INSTALLATION),
            rule(HttpMethod.GET, "/v1/storage", TenantReach.INSTALLATION),
            rule(HttpMethod.POST, "/v1/recovery:analyse", TenantReach.INSTALLATION),
            rule(HttpMethod.POST, "/v1/recovery:run", TenantReach.INSTALLATION),
            rule(HttpMethod.POST, "/v1/certificate-keys:rotate", TenantReach.INSTALLATION),
            // public keys, and whether a process lives
            rule(HttpMethod.GET, "/v1/certificate-keys", TenantReach.OPEN),
            rule(HttpMethod.GET, "/actuator/health/**", TenantReach.OPEN),
            rule(HttpMethod.GET, "/livez", TenantReach.OPEN),
            rule(HttpMethod.GET, "/readyz", TenantReach.OPEN));

    private TenantRules() {}

    private static TenantRule rule(HttpMethod method, String pattern, TenantReach reach) {
        return new TenantRule(method, PathPatternParser.defaultInstance.parse(pattern), reach);
    }

    /**
     * How far a tenant's callers reach.
     *
     * @param path as it is sent; characters may be written as their codes
     * @return empty where no rule names it
     */
    public static Optional<TenantReach> reach(String method, String path) {
        return rule(method, path).map(FoundRule::reach);
    }

    static FoundRule find(String method, String path) {
        return rule(method, path).orElseGet(() -> new FoundRule(TenantReach.INSTALLATION, null));
    }

    private static Optional<FoundRule> rule(String method, String path) {
        PathContainer called = PathContainer.parsePath(path);
        for (TenantRule rule : RULES) {
            PathMatchInfo match = rule.method().matches(method) ? rule.pattern().matchAndExtract(called) : null;
            if (match != null) {
                return Optional.of(new FoundRule(
                        rule.reach(),
                        rule.reach() == TenantReach.PATH
                                ? match.getUriVariables().get(SOURCE)
                                : null));
            }
        }
        return Optional.empty();
    }
}
