package dev.gapless.connector.manifest.node;

import dev.gapless.common.text.NameSuggestion;
import java.util.ArrayList;
import java.util.Collection;
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
 * its place. {@link #close()} notes every key that was not asked for.
 */
public final class ManifestSection {

    private final String path;
    private final int line;
    private final Map<String, LocatedValue> values;
    private final ManifestProblems problems;
    private final int column;
    private final @Nullable SectionVocabulary words;
    /** True when the section itself is missing, which was noted once and is enough. */
    private final boolean absent;

    private final Set<String> asked = new TreeSet<>();
    private final Map<String, ManifestSection> opened = new LinkedHashMap<>();

    private ManifestSection(
            String path,
            int line,
            int column,
            Map<String, LocatedValue> values,
            ManifestProblems problems,
            boolean absent,
            @Nullable SectionVocabulary words) {
        this.column = column;
        this.words = words;
        if (words != null) {
            words.visit();
        }
        this.path = path;
        this.line = line;
        this.values = values;
        this.problems = problems;
        this.absent = absent;
    }

    /** @param words where to note what is asked for; null when they are not wanted */
    static ManifestSection of(MappingNode node, ManifestProblems problems, @Nullable SectionVocabulary words) {
        return new ManifestSection("", 1, 1, MappingNodes.values(node, "", problems), problems, false, words);
    }

    private ManifestSection below(MappingNode node, LocatedValue value, @Nullable SectionVocabulary known) {
        return new ManifestSection(
                value.path(),
                value.line(),
                value.column(),
                MappingNodes.values(node, value.path(), problems),
                problems,
                false,
                known);
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
                    value == null ? line : value.line(),
                    value == null ? column : value.column(),
                    at(key),
                    value == null ? "" : value.shown(),
                    rule,
                    remedy);
        }
    }

    /** A key that may not stand here: noted where it does, whatever it holds. */
    public void refuse(String key, String rule, String remedy) {
        asked.add(key);
        if (has(key)) {
            problem(key, rule, remedy);
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
        if (words != null && !asked.contains(key)) {
            words.require(key);
        }
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
        if (words != null) {
            words.value(key, form);
        }
        LocatedValue value = values.get(key);
        if (value == null || value.empty()) {
            return null;
        }
        T parsed = parse(value, form);
        if (parsed == null) {
            String remedy = "write it like this: %s: %s".formatted(key, form.example());
            problem(key, form.rule(), meant(value, form) + remedy);
        }
        return parsed;
    }

    /** A list of values; empty when it is not there. */
    public <T> List<T> list(String key, ValueFormat<T> form) {
        asked.add(key);
        if (words != null) {
            words.list(key, form);
        }
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
            LocatedValue element = new LocatedValue(node, MappingNodes.line(node), MappingNodes.column(node), at(key));
            T one = parse(element, form);
            if (one == null) {
                problems.add(
                        element.line(),
                        element.column(),
                        at(key),
                        element.shown(),
                        form.rule(),
                        meant(element, form) + "for example: " + form.example());
            } else {
                parsed.add(one);
            }
        }
        return parsed;
    }

    /** A section that must be there. */
    public ManifestSection section(String key) {
        if (words != null && !asked.contains(key)) {
            words.require(key);
        }
        ManifestSection section = optionalSection(key);
        if (section != null) {
            return section;
        }
        if (!has(key)) {
            problem(key, "required: a section", "add the section " + at(key));
        }
        return empty(key, null);
    }

    private ManifestSection empty(String key, @Nullable SectionVocabulary known) {
        return new ManifestSection(at(key), line, column, Map.of(), problems, true, known);
    }

    /** Null when it is not there, or not a section, which is noted. */
    public @Nullable ManifestSection optionalSection(String key) {
        return optionalSection(key, words == null ? null : words.section(key));
    }

    private @Nullable ManifestSection optionalSection(String key, @Nullable SectionVocabulary known) {
        asked.add(key);
        LocatedValue value = values.get(key);
        if (value == null || value.empty()) {
            // when the vocabulary is noted, what would be asked is noted, too
            return known == null ? null : opened.computeIfAbsent(key, name -> empty(key, known));
        }
        if (!(value.node() instanceof MappingNode mapping)) {
            problem(key, "a section", "indent its keys below " + at(key));
            return null;
        }
        return opened.computeIfAbsent(key, name -> below(mapping, value, known));
    }

    /**
     * A list of sections; empty when it is not there.
     *
     * @param most sections that are read; more are noted
     */
    public List<ManifestSection> sectionList(String key, int most) {
        asked.add(key);
        SectionVocabulary known = words == null ? null : words.sectionList(key, most);
        LocatedValue value = values.get(key);
        if (value == null || value.empty()) {
            return known == null ? List.of() : List.of(empty(key, known));
        }
        if (!(value.node() instanceof SequenceNode sequence)
                || sequence.getValue().size() > most) {
            problem(key, "a list of at most %d sections".formatted(most), "begin each with a dash below " + at(key));
            return List.of();
        }
        List<ManifestSection> sections = new ArrayList<>();
        for (Node node : sequence.getValue()) {
            LocatedValue element = new LocatedValue(
                    node, MappingNodes.line(node), MappingNodes.column(node), at(key) + "." + sections.size());
            if (node instanceof MappingNode mapping) {
                ManifestSection section = below(mapping, element, known);
                opened.put(element.path(), section);
                sections.add(section);
            } else {
                problem(key, "a list of sections", "begin each with a dash below " + at(key));
                return sections;
            }
        }
        return sections;
    }

    /** The sections in a section whose keys are names of the manifest's own. */
    public Map<String, ManifestSection> sections() {
        Map<String, ManifestSection> sections = new LinkedHashMap<>();
        for (String name : values.keySet()) {
            ManifestSection section = optionalSection(name, words == null ? null : words.named());
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
        if (words != null) {
            words.namedValue(ValueFormats.text());
        }
        values.keySet().forEach(name -> texts.put(name, value(name, ValueFormats.text())));
        return texts;
    }

    /** The same, of one form; what has another form is noted and left out. */
    public <T> Map<String, T> values(ValueFormat<T> form) {
        Map<String, T> found = new LinkedHashMap<>();
        if (words != null) {
            words.namedValue(form);
        }
        for (String name : values.keySet()) {
            T value = optional(name, form);
            if (value != null) {
                found.put(name, value);
            }
        }
        return found;
    }

    /** Call it once all has been asked for: what is left over, here and in the sections below, is unknown. */
    public void close() {
        values.keySet().stream()
                .filter(key -> !asked.contains(key))
                .forEach(key ->
                        problem(key, "unknown key", meant(key, asked) + "known here: " + String.join(", ", asked)));
        opened.values().forEach(ManifestSection::close);
    }

    /** For a value that is one of a few words. */
    private static String meant(LocatedValue value, ValueFormat<?> form) {
        String text = value.text();
        return text != null && form.schema().get("enum") instanceof List<?> words
                ? meant(text, words.stream().map(Object::toString).toList())
                : "";
    }

    private static String meant(String written, Collection<String> known) {
        return NameSuggestion.nearest(written, known)
                .map("did you mean %s? "::formatted)
                .orElse("");
    }

    private static <T> @Nullable T parse(LocatedValue value, ValueFormat<T> form) {
        String text = value.text();
        return text == null ? null : form.parser().apply(text);
    }

    private String at(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
