package dev.gapless.deployment.openapi;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * Tells which differences between two OpenAPI documents break a caller that was written for the first. Compared are
 * paths, methods, parameters, bodies by their JSON types, statuses of success, and who may call.
 */
final class ContractComparison {

    private static final String SCHEMAS = "#/components/schemas/";
    private static final List<String> ROLES = List.of(OpenApiAccess.TICKET, "viewer", "operator", "admin", "service");

    /** Which side writes a body: what may be added or left out differs. */
    private enum BodyWriter {
        CALLER,
        SERVICE
    }

    private final JsonNode before;
    private final JsonNode after;
    private final List<String> found = new ArrayList<>();
    private final Set<String> compared = new HashSet<>();

    private ContractComparison(JsonNode before, JsonNode after) {
        this.before = before;
        this.after = after;
    }

    /** One sentence for each difference that breaks callers; empty when there is none. */
    static List<String> breaking(JsonNode before, JsonNode after) {
        ContractComparison comparison = new ContractComparison(before, after);
        comparison.paths();
        return List.copyOf(comparison.found);
    }

    private void paths() {
        for (Map.Entry<String, JsonNode> path : before.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                String name = operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey();
                JsonNode now = after.path("paths").path(path.getKey()).path(operation.getKey());
                if (now.isMissingNode()) {
                    found.add(name + ": is gone");
                } else {
                    operation(name, operation.getValue(), now);
                }
            }
        }
    }

    private void operation(String name, JsonNode was, JsonNode is) {
        String role = was.path(OpenApiAccess.LEAST_ROLE).asString();
        String roleNow = is.path(OpenApiAccess.LEAST_ROLE).asString();
        if (ROLES.indexOf(roleNow) > ROLES.indexOf(role)) {
            found.add("%s: wants the role %s, %s was enough".formatted(name, roleNow, role));
        }
        parameters(name, byName(was), byName(is));
        requestBody(name, was.path("requestBody"), is.path("requestBody"));
        for (Map.Entry<String, JsonNode> answer : was.path("responses").properties()) {
            if (answer.getKey().startsWith("2")) {
                JsonNode now = is.path("responses").path(answer.getKey());
                if (now.isMissingNode()) {
                    found.add("%s: answers no longer with %s".formatted(name, answer.getKey()));
                } else {
                    content(name + " answer", answer.getValue(), now, BodyWriter.SERVICE);
                }
            }
        }
    }

    private static Map<String, JsonNode> byName(JsonNode operation) {
        Map<String, JsonNode> parameters = new LinkedHashMap<>();
        operation
                .path("parameters")
                .forEach(parameter -> parameters.put(
                        parameter.path("in").asString() + " parameter "
                                + parameter.path("name").asString(),
                        parameter));
        return parameters;
    }

    private void parameters(String name, Map<String, JsonNode> was, Map<String, JsonNode> is) {
        was.forEach((parameter, known) -> {
            JsonNode now = is.get(parameter);
            if (now == null) {
                found.add("%s: the %s is gone".formatted(name, parameter));
            } else {
                if (now.path("required").asBoolean() && !known.path("required").asBoolean()) {
                    found.add("%s: the %s is required now".formatted(name, parameter));
                }
                schema("%s %s".formatted(name, parameter), known.path("schema"), now.path("schema"), BodyWriter.CALLER);
            }
        });
        is.forEach((parameter, now) -> {
            if (!was.containsKey(parameter) && now.path("required").asBoolean()) {
                found.add("%s: the %s is new and required".formatted(name, parameter));
            }
        });
    }

    private void requestBody(String name, JsonNode was, JsonNode is) {
        if (is.path("required").asBoolean() && !was.path("required").asBoolean()) {
            found.add("%s: a body is required now".formatted(name));
        }
        if (!was.isMissingNode() && is.isMissingNode()) {
            found.add("%s: the body is gone".formatted(name));
        } else {
            content(name + " body", was, is, BodyWriter.CALLER);
        }
    }

    private void content(String name, JsonNode was, JsonNode is, BodyWriter writer) {
        for (Map.Entry<String, JsonNode> type : was.path("content").properties()) {
            JsonNode now = is.path("content").path(type.getKey());
            if (now.isMissingNode()) {
                found.add("%s: no longer as %s".formatted(name, type.getKey()));
            } else {
                schema(name, type.getValue().path("schema"), now.path("schema"), writer);
            }
        }
    }

    private void schema(String name, JsonNode was, JsonNode is, BodyWriter writer) {
        if (!compared.add(writer + " " + was + " " + is)) {
            return;
        }
        ResolvedSchema known = ResolvedSchema.of(before, was);
        ResolvedSchema now = ResolvedSchema.of(after, is);
        if (!known.types().equals(now.types())) {
            found.add("%s: is %s, was %s".formatted(name, now.types(), known.types()));
            return;
        }
        if (known.nullable() != now.nullable() && now.nullable() == (writer == BodyWriter.SERVICE)) {
            found.add("%s: %s be null".formatted(name, now.nullable() ? "may now" : "must not now"));
        }
        enumerated(name, known, now, writer);
        properties(name, known, now, writer);
        if (known.body().has("items")) {
            schema(name + "[]", known.body().path("items"), now.body().path("items"), writer);
        }
        if (known.body().path("additionalProperties").isObject()) {
            JsonNode values = now.body().path("additionalProperties");
            schema(name + "{}", known.body().path("additionalProperties"), values, writer);
        }
    }

    /** A value that callers may no longer send breaks them; a new one in an answer is for them to expect. */
    private void enumerated(String name, ResolvedSchema known, ResolvedSchema now, BodyWriter writer) {
        Set<String> gone = new TreeSet<>(texts(known.body().path("enum")));
        gone.removeAll(texts(now.body().path("enum")));
        if (writer == BodyWriter.CALLER && now.body().has("enum") && !gone.isEmpty()) {
            found.add("%s: takes no longer %s".formatted(name, gone));
        }
    }

    private void properties(String name, ResolvedSchema known, ResolvedSchema now, BodyWriter writer) {
        for (Map.Entry<String, JsonNode> property :
                known.body().path("properties").properties()) {
            JsonNode same = now.body().path("properties").path(property.getKey());
            String member = name + "." + property.getKey();
            if (same.isMissingNode()) {
                found.add(member + ": is gone");
            } else {
                schema(member, property.getValue(), same, writer);
            }
        }
        Set<String> required = texts(known.body().path("required"));
        Set<String> requiredNow = texts(now.body().path("required"));
        if (writer == BodyWriter.CALLER) {
            requiredNow.stream()
                    .filter(member -> !required.contains(member))
                    .forEach(member -> found.add("%s.%s: is required now".formatted(name, member)));
        }
    }

    private static Set<String> texts(JsonNode array) {
        Set<String> texts = new TreeSet<>();
        array.forEach(each -> texts.add(each.asString()));
        return texts;
    }

    /**
     * A schema whose reference is followed.
     *
     * @param types its JSON types without null
     * @param nullable true when null is allowed beside them
     */
    private record ResolvedSchema(JsonNode body, Set<String> types, boolean nullable) {

        static ResolvedSchema of(JsonNode document, JsonNode schema) {
            String reference = schema.path("$ref").asString("");
            if (reference.startsWith(SCHEMAS)) {
                String name = reference.substring(SCHEMAS.length());
                return of(document, document.path("components").path("schemas").path(name));
            }
            for (JsonNode each : schema.path("anyOf")) {
                if (each.has("$ref")) {
                    ResolvedSchema present = of(document, each);
                    return new ResolvedSchema(present.body(), present.types(), true);
                }
            }
            JsonNode type = schema.path("type");
            Set<String> types = type.isArray() ? texts(type) : new TreeSet<>(List.of(type.asString("any")));
            boolean nullable = types.remove("null");
            return new ResolvedSchema(schema, types, nullable);
        }
    }
}
