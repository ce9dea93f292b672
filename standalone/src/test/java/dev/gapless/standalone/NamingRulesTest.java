package dev.gapless.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Checks the names of all top-level types of all modules. It reads the sources, because no class path has all modules.
 */
class NamingRulesTest {

    private static final Path REPOSITORY = Path.of("..");
    private static final Pattern ONE_WORD = Pattern.compile("[A-Z][a-z0-9]*");
    private static final Pattern BOLD_TERM = Pattern.compile("(?m)^\\| \\*\\*([^*|]+)\\*\\*");

    /** Public because a library makes them by their name. */
    private static final Set<String> MADE_BY_NAME = Set.of("AwaitilityDefaults", "ConfiguredRangeAssignor");

    private static List<RepositorySource> sources = List.of();

    @BeforeAll
    static void read() throws IOException {
        sources = RepositorySource.readAll();
    }

    @Test
    void a_simple_name_is_used_once_in_all_modules() {
        Map<String, Set<String>> homes = new TreeMap<>();
        for (RepositorySource source : sources) {
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
                .filter(RepositorySource::main)
                .map(RepositorySource::type)
                .filter(name -> ONE_WORD.matcher(name).matches())
                .toList();
        assertThat(names.stream().filter(name -> !terms.contains(name.toLowerCase(Locale.ROOT))))
                .isEmpty();
        assertThat(names.size())
                .as("types of one word, at most a tenth of all")
                .isLessThanOrEqualTo(
                        (int) sources.stream().filter(RepositorySource::main).count() / 10);
    }

    @Test
    void a_public_type_has_a_user_outside_its_package() {
        Map<String, Collection<RepositorySource>> users = new HashMap<>();
        for (RepositorySource source : sources) {
            source.names()
                    .forEach(name ->
                            users.computeIfAbsent(name, n -> new ArrayList<>()).add(source));
        }
        List<String> unused = sources.stream()
                .filter(RepositorySource::main)
                .filter(RepositorySource::isPublic)
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
    private static boolean needsPublic(RepositorySource type, RepositorySource user) {
        return !user.packageName().equals(type.packageName())
                || (user.main() && user.isPublic() && !user.type().equals(type.type()));
    }
}
