package dev.gapless.common.connector.manifest.node;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * One mapping of the manifest. A value that is missing or wrong is noted as a problem, and a placeholder is given in
 * its place. {@link #close()} notes every key that nobody asked for.
 */
public final class ManifestSection {

    private final String path;
    private final int line;
    private final Map<String, LocatedValue> values;
    private final ManifestProblems problems;
    /** True when the section itself is missing, which was noted once and is enough. */
    private final boolean absent;

    private final Set<String> asked = new TreeSet<>();
    private final Map<String, ManifestSection> opened = new LinkedHashMap<>();

    private ManifestSection(
            String path, int line, Map<String, LocatedValue> values, ManifestProblems problems, boolean absent) {
        this.path = path;
        this.line = line;
        this.values = values;
        this.problems = problems;
        this.absent = absent;
    }

    static ManifestSection of(MappingNode node, int line, String path, ManifestProblems problems) {
        return new ManifestSection(path, line, MappingNodes.values(node, path, problems), problems, false);
    }

    public String path() {
        return path;
    }

    public boolean has(String key) {
        LocatedValue value = values.get(key);
        return value != null && !value.empty();
    }

    /** Notes a problem with what stands at {@code key}, or with its absence. */
    public void problem(String key, String rule, String remedy) {
        if (!absent) {
            LocatedValue value = values.get(key);
            problems.add(
                    value == null ? line : value.line(), at(key), value == null ? "" : value.shown(), rule, remedy);
        }
    }

    /** A value that must be there. */
    public <T> T value(String key, ValueFormat<T> form) {
        T value = required(key, form);
        return value == null ? form.placeholder() : value;
    }

    /**
     * A value on which the rest of the section depends: null, and the rest is passed over, when it is missing or wrong.
     */
    public <T> @Nullable T decisive(String key, ValueFormat<T> form) {
        T value = required(key, form);
        if (value == null) {
            asked.addAll(values.keySet());
        }
        return value;
    }

    private <T> @Nullable T required(String key, ValueFormat<T> form) {
        T value = optional(key, form);
        if (value == null && !has(key)) {
            problem(key, "required: " + form.rule(), "add it, for example: %s: %s".formatted(key, form.example()));
        }
        return value;
    }

    public <T> T value(String key, ValueFormat<T> form, T otherwise) {
        T value = optional(key, form);
        return value == null ? otherwise : value;
    }

    /** Null when it is not there, or wrong, which is noted. */
    public <T> @Nullable T optional(String key, ValueFormat<T> form) {
        asked.add(key);
        LocatedValue value = values.get(key);
        if (value == null || value.empty()) {
            return null;
        }
        T parsed = parse(value, form);
        if (parsed == null) {
            problem(key, form.rule(), "write it like this: %s: %s".formatted(key, form.example()));
        }
        return parsed;
    }

    /** A list of values; empty when it is not there. */
    public <T> List<T> list(String key, ValueFormat<T> form) {
        asked.add(key);
        LocatedValue value = values.get(key);
        if (value == null || value.empty()) {
            return List.of();
        }
        if (!(value.node() instanceof SequenceNode sequence)) {
            problem(key, "a list", "write it like this: %s: [%s]".formatted(key, form.example()));
            return List.of();
        }
        List<T> parsed = new ArrayList<>();
        for (Node node : sequence.getValue()) {
            LocatedValue element = new LocatedValue(node, MappingNodes.line(node), at(key));
            T one = parse(element, form);
            if (one == null) {
                problems.add(element.line(), at(key), element.shown(), form.rule(), "for example: " + form.example());
            } else {
                parsed.add(one);
            }
        }
        return parsed;
    }

    /** A section that must be there. */
    public ManifestSection section(String key) {
        ManifestSection section = optionalSection(key);
        if (section != null) {
            return section;
        }
        if (!has(key)) {
            problem(key, "required: a section", "add the section " + at(key));
        }
        return new ManifestSection(at(key), line, Map.of(), problems, true);
    }

    /** Null when it is not there, or not a section, which is noted. */
    public @Nullable ManifestSection optionalSection(String key) {
        asked.add(key);
        LocatedValue value = values.get(key);
        if (value == null || value.empty()) {
            return null;
        }
        if (!(value.node() instanceof MappingNode mapping)) {
            problem(key, "a section", "indent its keys below " + at(key));
            return null;
        }
        return opened.computeIfAbsent(key, name -> of(mapping, value.line(), at(key), problems));
    }

    /** The sections in a section whose keys are names of the manifest's own. */
    public Map<String, ManifestSection> sections() {
        Map<String, ManifestSection> sections = new LinkedHashMap<>();
        for (String name : values.keySet()) {
            ManifestSection section = optionalSection(name);
            if (section == null && !has(name)) {
                problem(name, "a section", "indent its keys below " + at(name));
            } else if (section != null) {
                sections.put(name, section);
            }
        }
        return sections;
    }

    /** The values of a section whose keys are names of the manifest's own. */
    public Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        values.keySet().forEach(name -> texts.put(name, value(name, ValueFormats.text())));
        return texts;
    }

    /** Call it once all has been asked for: what is left over, here and in the sections below, is unknown. */
    public void close() {
        values.keySet().stream()
                .filter(key -> !asked.contains(key))
                .forEach(key -> problem(key, "unknown key", "known here: " + String.join(", ", asked)));
        opened.values().forEach(ManifestSection::close);
    }

    private static <T> @Nullable T parse(LocatedValue value, ValueFormat<T> form) {
        String text = value.text();
        return text == null ? null : form.parser().apply(text);
    }

    private String at(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
