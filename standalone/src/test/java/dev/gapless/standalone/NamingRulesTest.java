package dev.gapless.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Checks the names of all top-level types of all modules. It reads the sources, because no class path has all modules.
 */
class NamingRulesTest {

    private static final Path REPOSITORY = Path.of("..");
    private static final Pattern PACKAGE = Pattern.compile("(?m)^package\\s+([\\w.]+);");
    private static final Pattern ONE_WORD = Pattern.compile("[A-Z][a-z0-9]*");
    private static final Pattern TYPE_NAME = Pattern.compile("\\b[A-Z]\\w*");
    private static final Pattern BOLD_TERM = Pattern.compile("(?m)^\\| \\*\\*([^*|]+)\\*\\*");
    private static final Pattern COMMENT_OR_TEXT =
            Pattern.compile("(?s)/\\*.*?\\*/|//[^\\n]*|\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"");

    /** Public because a library makes them by their name. */
    private static final Set<String> MADE_BY_NAME = Set.of("AwaitilityDefaults", "ConfiguredRangeAssignor");

    private static List<SourceFile> sources = List.of();

    /**
     * One Java file.
     *
     * @param code the text without comments and without literals
     */
    private record SourceFile(String module, boolean main, String packageName, String type, String code) {

        boolean isPublic() {
            return Pattern.compile(
                            "(?m)^public [\\w\\s-]*?\\b(?:class|record|interface|enum|@interface)\\s+" + type + "\\b")
                    .matcher(code)
                    .find();
        }

        /** The command line starts it, or Spring Boot does. */
        boolean isStartedByName() {
            return code.contains("static void main(") || type.endsWith("AutoConfiguration");
        }

        Set<String> names() {
            Set<String> names = new HashSet<>();
            TYPE_NAME.matcher(code).results().forEach(name -> names.add(name.group()));
            return names;
        }
    }

    @BeforeAll
    static void read() throws IOException {
        List<SourceFile> all = new ArrayList<>();
        try (Stream<Path> modules = Files.list(REPOSITORY)) {
            for (Path module : modules.sorted().toList()) {
                for (String part : List.of("main", "test")) {
                    Path java = module.resolve("src").resolve(part).resolve("java");
                    if (Files.isDirectory(java)) {
                        all.addAll(read(module.getFileName().toString(), part, java));
                    }
                }
            }
        }
        sources = List.copyOf(all);
    }

    private static List<SourceFile> read(String module, String part, Path java) throws IOException {
        try (Stream<Path> files = Files.walk(java)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("package-info.java") && !file.endsWith("module-info.java"))
                    .map(file -> sourceFile(module, "main".equals(part), file))
                    .toList();
        }
    }

    private static SourceFile sourceFile(String module, boolean main, Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String code = COMMENT_OR_TEXT.matcher(text).replaceAll(" ");
        String packageName =
                PACKAGE.matcher(code).results().findFirst().orElseThrow().group(1);
        String name = file.getFileName().toString();
        return new SourceFile(module, main, packageName, name.substring(0, name.length() - ".java".length()), code);
    }

    @Test
    void a_simple_name_is_used_once_in_all_modules() {
        Map<String, Set<String>> homes = new TreeMap<>();
        for (SourceFile source : sources) {
            homes.computeIfAbsent(source.type(), name -> new TreeSet<>()).add(source.packageName());
        }
        homes.values().removeIf(packages -> packages.size() == 1);
        assertThat(sources).hasSizeGreaterThan(1_000);
        assertThat(homes).isEmpty();
    }

    @Test
    void a_name_of_one_word_is_a_bold_term_of_the_glossary() throws IOException {
        Set<String> terms = new HashSet<>();
        BOLD_TERM
                .matcher(Files.readString(REPOSITORY.resolve("docs").resolve("glossary.md")))
                .results()
                .forEach(term -> terms.add(term.group(1).toLowerCase(Locale.ROOT)));
        List<String> names = sources.stream()
                .filter(SourceFile::main)
                .map(SourceFile::type)
                .filter(name -> ONE_WORD.matcher(name).matches())
                .toList();
        assertThat(names.stream().filter(name -> !terms.contains(name.toLowerCase(Locale.ROOT))))
                .isEmpty();
        assertThat(names.size())
                .as("types of one word, at most a tenth of all")
                .isLessThanOrEqualTo(
                        (int) sources.stream().filter(SourceFile::main).count() / 10);
    }

    @Test
    void a_public_type_has_a_user_outside_its_package() {
        Map<String, Collection<SourceFile>> users = new HashMap<>();
        for (SourceFile source : sources) {
            source.names()
                    .forEach(name ->
                            users.computeIfAbsent(name, n -> new ArrayList<>()).add(source));
        }
        List<String> unused = sources.stream()
                .filter(SourceFile::main)
                .filter(SourceFile::isPublic)
                .filter(source -> !MADE_BY_NAME.contains(source.type()))
                .filter(source -> !source.isStartedByName())
                .filter(source -> users.getOrDefault(source.type(), List.of()).stream()
                        .noneMatch(user -> needsPublic(source, user)))
                .map(source -> source.packageName() + "." + source.type())
                .sorted()
                .toList();
        assertThat(unused).as("make them package-private").isEmpty();
    }

    /** Another package names it, or another public type of its own package has it in its signatures. */
    private static boolean needsPublic(SourceFile type, SourceFile user) {
        return !user.packageName().equals(type.packageName())
                || (user.main() && user.isPublic() && !user.type().equals(type.type()));
    }
}
