package dev.gapless.connector.manifest.node;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What readers ask a section for, noted while they read. So the schema that is published says what the parser does, and
 * nothing is written down twice.
 */
public final class SectionVocabulary {

    private final Map<String, Map<String, Object>> values = new TreeMap<>();
    private final Map<String, SectionVocabulary> sections = new TreeMap<>();
    private final Map<String, Integer> required = new HashMap<>();
    private @Nullable SectionVocabulary named;
    private final Map<String, SectionVocabulary> lists = new TreeMap<>();
    private final Map<String, Integer> longest = new TreeMap<>();
    private @Nullable Map<String, Object> namedValue;
    private int visits;

    void visit() {
        visits++;
    }

    void value(String key, ValueFormat<?> form) {
        values.merge(key, schema(form), SectionVocabulary::either);
    }

    void list(String key, ValueFormat<?> form) {
        values.put(key, new TreeMap<>(Map.of("type", "array", "items", schema(form))));
    }

    void require(String key) {
        required.merge(key, 1, Integer::sum);
    }

    SectionVocabulary section(String key) {
        return sections.computeIfAbsent(key, name -> new SectionVocabulary());
    }

    SectionVocabulary sectionList(String key, int most) {
        longest.put(key, most);
        return lists.computeIfAbsent(key, name -> new SectionVocabulary());
    }

    SectionVocabulary named() {
        if (named == null) {
            named = new SectionVocabulary();
        }
        return named;
    }

    void namedValue(ValueFormat<?> form) {
        namedValue = schema(form);
    }

    /** As JSON Schema, draft 2020-12. */
    public Map<String, Object> schema() {
        Map<String, Object> properties = new TreeMap<>(values);
        sections.forEach((name, section) -> properties.merge(name, section.schema(), SectionVocabulary::either));
        lists.forEach((name, section) -> properties.put(
                name,
                new TreeMap<>(Map.of(
                        "type", "array", "items", section.schema(), "maxItems", longest.getOrDefault(name, 0)))));
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        if (!properties.isEmpty()) {
            schema.put("properties", properties);
        }
        List<String> always = required.entrySet().stream()
                .filter(key -> key.getValue() == visits)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        if (!always.isEmpty()) {
            schema.put("required", always);
        }
        Object others = named != null ? named.schema() : namedValue != null ? namedValue : false;
        schema.put("additionalProperties", others);
        return schema;
    }

    private static Map<String, Object> schema(ValueFormat<?> form) {
        Map<String, Object> schema = new TreeMap<>(form.schema());
        schema.put("description", form.rule());
        return schema;
    }

    /** One key may be written in two ways, depending on what stands beside it. */
    @SuppressWarnings("unchecked") // only schema() and this method write anyOf
    private static Map<String, Object> either(Object one, Object other) {
        Map<String, Object> first = (Map<String, Object>) one;
        Map<String, Object> second = (Map<String, Object>) other;
        List<Object> choices = new ArrayList<>(
                first.get("anyOf") instanceof List<?> already ? (List<Object>) already : List.of((Object) first));
        if (choices.contains(second)) {
            return first;
        }
        choices.add(second);
        return new TreeMap<>(Map.of("anyOf", choices));
    }
}
