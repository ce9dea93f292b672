package dev.gapless.deployment.openapi;

import dev.gapless.common.platform.EndpointRules;
import dev.gapless.common.platform.IdempotencyKey;
import dev.gapless.common.platform.tenant.TenantRules;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the rules of access say of each operation of a document. */
final class OpenApiAccess {

    /** The extension that names the least role: {@code viewer}, {@code operator}, {@code admin} or {@code service}. */
    static final String LEAST_ROLE = "x-least-role";

    /** The extension that tells how a tenant's caller is kept to its sources. */
    static final String TENANT_REACH = "x-tenant-reach";

    /** Of an endpoint that a ticket opens instead of a token. */
    static final String TICKET = "ticket";

    private OpenApiAccess() {}

    /** Who may call, and how a tenant's caller is kept to its sources. */
    static void addAccess(ObjectNode operation, String method, String path) {
        String role = leastRole(method.toUpperCase(Locale.ROOT), path);
        operation.put(LEAST_ROLE, role);
        operation.put(TENANT_REACH, tenantReach(method.toUpperCase(Locale.ROOT), path, role));
        if (!role.equals(TICKET)) {
            operation.putArray("security").addObject().putArray("bearer");
        }
    }

    /** The header that has a call carried out once, where it is taken. */
    static void addIdempotencyKey(ObjectNode operation, String method, String path) {
        ArrayNode parameters = operation.withArray("parameters");
        parameters.removeIf(each -> each.path("name").asString().equals(IdempotencyKey.HEADER)
                || each.path("name").asString().equals("Accept"));
        if (EndpointRules.takesIdempotencyKey(method.toUpperCase(Locale.ROOT), filled(path))) {
            parameters
                    .addObject()
                    .put("name", IdempotencyKey.HEADER)
                    .put("in", "header")
                    .put("required", false)
                    .putObject("schema")
                    .put("type", "string")
                    .put("maxLength", 200);
        }
        if (parameters.isEmpty()) {
            operation.remove("parameters");
        }
    }

    private static String filled(String path) {
        return path.replaceAll("\\{[^}]*}", "x");
    }

    private static String leastRole(String method, String path) {
        if (path.startsWith("/internal/")) {
            return "service";
        }
        if (path.startsWith("/v1/live/streams/") || path.startsWith("/v1/live/durable-streams/")) {
            return TICKET;
        }
        Optional<EndpointRules.EndpointRule> rule = EndpointRules.find(method, filled(path));
        return rule.orElseThrow(
                        () -> new AssertionError("%s %s has no rule: add one to EndpointRules".formatted(method, path)))
                .least()
                .name()
                .toLowerCase(Locale.ROOT);
    }

    private static String tenantReach(String method, String path, String role) {
        if (role.equals("service")) {
            return "installation";
        }
        if (role.equals(TICKET)) {
            return TICKET;
        }
        return TenantRules.reach(method, filled(path))
                .orElseThrow(
                        () -> new AssertionError("%s %s has no rule: add one to TenantRules".formatted(method, path)))
                .name()
                .toLowerCase(Locale.ROOT);
    }
}
