package dev.gapless.common.platform;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPatternParser;

/** The roles that may call each endpoint of all services. An endpoint without a rule is for administrators. */
public final class EndpointRules {

    /**
     * One rule. The first that matches counts.
     *
     * @param pattern of the path, as Spring writes it
     * @param least the least role that may call it
     */
    public record EndpointRule(HttpMethod method, String pattern, CallerRole least) {

        /** The roles that may call it. Services may call everything, as they always could. */
        String[] roles() {
            List<String> roles = new ArrayList<>(List.of(FileTokens.SERVICE));
            Arrays.stream(CallerRole.values())
                    .filter(role -> role.compareTo(least) >= 0)
                    .forEach(role -> roles.add(role.name()));
            return roles.toArray(String[]::new);
        }
    }

    /** Of services, which start what an operator asked them for. */
    private static final String OPERATION_START = "/internal/v1/operations:start";

    private static final List<EndpointRule> RULES = List.of(
            // what a viewer must not read
            rule(HttpMethod.GET, "/v1/tokens", CallerRole.ADMIN),
            rule(HttpMethod.GET, "/v1/audit-log", CallerRole.ADMIN),
            rule(HttpMethod.GET, "/v1/audit-log:verify", CallerRole.ADMIN),
            rule(HttpMethod.GET, "/v1/audit-log/heads", CallerRole.ADMIN),
            rule(HttpMethod.GET, "/v1/**", CallerRole.VIEWER),
            rule(HttpMethod.HEAD, "/v1/live/durable-streams/{source}/{account}/{stream}", CallerRole.VIEWER),
            rule(HttpMethod.GET, "/actuator/prometheus", CallerRole.VIEWER),
            // questions with a body
            rule(HttpMethod.POST, "/v1/certificates", CallerRole.VIEWER),
            rule(HttpMethod.POST, "/v1/recovery:analyse", CallerRole.VIEWER),
            rule(HttpMethod.POST, "/v1/live/tickets", CallerRole.VIEWER),
            // operating
            rule(HttpMethod.POST, "/v1/stops", CallerRole.OPERATOR),
            rule(HttpMethod.DELETE, "/v1/stops/{id}", CallerRole.OPERATOR),
            rule(HttpMethod.POST, "/v1/control:recover", CallerRole.OPERATOR),
            rule(HttpMethod.POST, "/v1/control/recoveries/*", CallerRole.OPERATOR),
            rule(HttpMethod.POST, "/v1/control:drain", CallerRole.OPERATOR),
            rule(HttpMethod.POST, "/v1/control/drains/*", CallerRole.OPERATOR),
            rule(HttpMethod.PUT, "/v1/priorities/{source}/{stream}", CallerRole.OPERATOR),
            rule(HttpMethod.PUT, "/v1/objective/{source}/{stream}", CallerRole.OPERATOR),
            rule(HttpMethod.DELETE, "/v1/objective/{source}/{stream}", CallerRole.OPERATOR),
            rule(HttpMethod.PUT, "/v1/schedules/{source}/{stream}", CallerRole.OPERATOR),
            rule(HttpMethod.DELETE, "/v1/schedules/{source}/{stream}", CallerRole.OPERATOR),
            rule(HttpMethod.POST, "/v1/schedules/{source}/*", CallerRole.OPERATOR),
            rule(HttpMethod.PUT, "/v1/flags/{source}/{door}", CallerRole.OPERATOR),
            rule(HttpMethod.DELETE, "/v1/flags/{source}/{door}", CallerRole.OPERATOR),
            rule(HttpMethod.POST, "/v1/gaps/*", CallerRole.OPERATOR),
            rule(HttpMethod.POST, "/v1/recovery:run", CallerRole.OPERATOR),
            rule(HttpMethod.POST, "/v1/operations/*", CallerRole.OPERATOR),
            rule(HttpMethod.POST, "/v1/dead-letters/*", CallerRole.OPERATOR),
            rule(HttpMethod.POST, "/v1/dead-letters:redrive", CallerRole.OPERATOR),
            rule(HttpMethod.POST, "/v1/dead-letters:discard", CallerRole.OPERATOR),
            rule(HttpMethod.POST, "/v1/replays", CallerRole.OPERATOR),
            rule(HttpMethod.POST, "/v1/deletions:undo", CallerRole.OPERATOR),
            // administering
            rule(HttpMethod.PUT, "/v1/sources/{source}", CallerRole.ADMIN),
            rule(HttpMethod.DELETE, "/v1/sources/{source}", CallerRole.ADMIN),
            rule(HttpMethod.PUT, "/v1/sources/{source}/credentials/{name}", CallerRole.ADMIN),
            rule(HttpMethod.DELETE, "/v1/sources/{source}/credentials/{name}", CallerRole.ADMIN),
            rule(HttpMethod.PUT, "/v1/accounts/{source}/{account}", CallerRole.ADMIN),
            rule(HttpMethod.DELETE, "/v1/accounts/{source}/{account}", CallerRole.ADMIN),
            rule(HttpMethod.POST, "/v1/accounts:import", CallerRole.ADMIN),
            rule(HttpMethod.POST, "/v1/certificate-keys:rotate", CallerRole.ADMIN),
            rule(HttpMethod.POST, "/v1/tokens", CallerRole.ADMIN),
            rule(HttpMethod.DELETE, "/v1/tokens/{name}", CallerRole.ADMIN));

    private EndpointRules() {}

    private static EndpointRule rule(HttpMethod method, String pattern, CallerRole least) {
        return new EndpointRule(method, pattern, least);
    }

    /** True for a call that a viewer may make: it changes nothing. */
    static boolean isReading(String method, String path) {
        return find(method, path).map(rule -> rule.least() == CallerRole.VIEWER).orElse(false);
    }

    /**
     * The rule of a call.
     *
     * @param path as it is sent; characters may be written as their codes
     * @return empty where none names it
     */
    public static Optional<EndpointRule> find(String method, String path) {
        PathContainer called = PathContainer.parsePath(path);
        return RULES.stream()
                .filter(rule -> rule.method().matches(method)
                        && PathPatternParser.defaultInstance
                                .parse(rule.pattern())
                                .matches(called))
                .findFirst();
    }

    /** True for a call that starts or steers something, so that it may be carried out once for a key. */
    public static boolean takesIdempotencyKey(String method, String path) {
        return method.equals(HttpMethod.POST.name())
                && (path.equals(OPERATION_START)
                        || find(method, path)
                                .map(rule -> rule.least() == CallerRole.OPERATOR)
                                .orElse(false));
    }

    static List<EndpointRule> all() {
        return RULES;
    }
}
