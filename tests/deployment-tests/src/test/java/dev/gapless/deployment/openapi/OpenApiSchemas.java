package dev.gapless.deployment.openapi;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Schemas of a document: what may be null, in the same order in each run, by short names. */
final class OpenApiSchemas {

    private static final String SCHEMAS = "#/components/schemas/";
    private static final JsonMapper JSON = JsonMapper.shared();

    private OpenApiSchemas() {}

    /** Completes the schemas, and gives all of the document the short names of types. */
    static ObjectNode complete(ObjectNode document) {
        ObjectNode schemas = (ObjectNode) document.path("components").path("schemas");
        Map<String, String> shortNames = new HashMap<>();
        for (String name : schemas.propertyNames()) {
            Class<?> type = type(name);
            sort((ObjectNode) schemas.get(name), type);
            if (type != null) {
                if (type.isRecord()) {
                    addNulls((ObjectNode) schemas.get(name), type);
                }
                shortNames.put(name, shortName(type));
            }
        }
        return (ObjectNode) rename(document, shortNames);
    }

    private static @Nullable Class<?> type(String name) {
        String candidate = name;
        while (true) {
            if (ClassUtils.isPresent(candidate, null)) {
                return ClassUtils.resolveClassName(candidate, null);
            }
            int dot = candidate.lastIndexOf('.');
            if (dot < 0) {
                return null;
            }
            candidate = candidate.substring(0, dot) + "$" + candidate.substring(dot + 1);
        }
    }

    private static String shortName(Class<?> type) {
        Class<?> outer = type.getDeclaringClass();
        return outer == null ? type.getSimpleName() : shortName(outer) + "." + type.getSimpleName();
    }

    /** Components of records in their order, everything else by name: the same in each run. */
    private static void sort(ObjectNode schema, @Nullable Class<?> type) {
        if (!schema.has("properties")) {
            return;
        }
        ObjectNode properties = (ObjectNode) schema.path("properties");
        Set<String> names = new LinkedHashSet<>();
        if (type != null && type.isRecord()) {
            for (RecordComponent component : type.getRecordComponents()) {
                names.add(component.getName());
            }
        }
        names.retainAll(properties.propertyNames());
        names.addAll(new TreeSet<>(properties.propertyNames()));
        ObjectNode sorted = JSON.createObjectNode();
        names.forEach(name -> sorted.set(name, properties.get(name)));
        schema.set("properties", sorted);
    }

    /** What is not marked as nullable is always there. */
    private static void addNulls(ObjectNode schema, Class<?> type) {
        Set<String> always = new HashSet<>();
        addPresent(type, always);
        ObjectNode properties = (ObjectNode) schema.path("properties");
        ArrayNode required = JSON.createArrayNode();
        for (String name : properties.propertyNames()) {
            if (always.contains(name)) {
                required.add(name);
            } else {
                properties.set(name, orNull(properties.get(name)));
            }
        }
        schema.remove("required");
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
    }

    /** Members of a record that are always there, and those of the records that are written into it. */
    private static void addPresent(Class<?> type, Set<String> present) {
        for (RecordComponent component : type.getRecordComponents()) {
            if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                if (component.getAccessor().isAnnotationPresent(JsonUnwrapped.class)) {
                    addPresent(component.getType(), present);
                } else {
                    present.add(component.getName());
                }
            }
        }
    }

    private static JsonNode orNull(JsonNode schema) {
        ObjectNode changed = (ObjectNode) schema.deepCopy();
        JsonNode type = changed.path("type");
        if (type.isString()) {
            changed.putArray("type").add(type).add("null");
            if (changed.has("enum")) {
                changed.withArray("enum").addNull();
            }
            return changed;
        }
        ObjectNode either = JSON.createObjectNode();
        either.putArray("anyOf").add(changed).addObject().put("type", "null");
        return changed.has("$ref") ? either : changed;
    }

    private static JsonNode rename(JsonNode node, Map<String, String> names) {
        if (node.isArray()) {
            ArrayNode changed = JSON.createArrayNode();
            node.forEach(each -> changed.add(rename(each, names)));
            return changed;
        }
        if (!node.isObject()) {
            return node;
        }
        ObjectNode changed = JSON.createObjectNode();
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            String key = names.getOrDefault(member.getKey(), member.getKey());
            JsonNode value = member.getValue();
            if (key.equals("$ref") && value.asString().startsWith(SCHEMAS)) {
                String name = value.asString().substring(SCHEMAS.length());
                changed.put(key, SCHEMAS + names.getOrDefault(name, name));
            } else {
                changed.set(key, rename(value, names));
            }
        }
        return changed;
    }

    /** All by name, with the form of errors. */
    static ObjectNode withProblem(ObjectNode schemas) {
        ObjectNode problem = JSON.createObjectNode().put("type", "object");
        ObjectNode properties = problem.putObject("properties");
        properties.putObject("title").put("type", "string");
        properties.putObject("status").put("type", "integer").put("format", "int32");
        properties.putObject("detail").put("type", "string");
        properties.putObject("instance").put("type", "string");
        properties.putObject("remedy").put("type", "string");
        Map<String, JsonNode> sorted = new TreeMap<>();
        schemas.properties().forEach(schema -> sorted.put(schema.getKey(), schema.getValue()));
        sorted.put("Problem", problem);
        ObjectNode all = JSON.createObjectNode();
        sorted.forEach(all::set);
        return all;
    }
}
