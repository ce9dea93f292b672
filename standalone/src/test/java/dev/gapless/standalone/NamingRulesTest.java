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
    private static final Set<String> MADE_BY_NAME =
            Set.of("AwaitilityDefaults", "ConfiguredRangeAssignor", "UpgradedSocket");

    private static List<RepositorySource> sources = List.of();

    @BeforeAll
    static void read() throws IOException {
        sources = RepositorySource.readAll();
    }

    @Test
    void a_simple_name_is_used_once_in_all_modules() {
        assertThat(sources).hasSizeGreaterThan(1_000);
        assertThat(repeatedNames(sources)).isEmpty();
    }

    @Test
    void a_name_of_one_word_is_a_bold_term_of_the_glossary() throws IOException {
        String glossary = Files.readString(REPOSITORY.resolve("docs").resolve("glossary.md"));
        assertThat(unknownTerms(sources, glossary)).isEmpty();
        assertThat(oneWordNames(sources).size())
                .as("types of one word, at most a tenth of all")
                .isLessThanOrEqualTo(
                        (int) sources.stream().filter(RepositorySource::main).count() / 10);
    }

    @Test
    void a_public_type_has_a_user_outside_its_package() {
        assertThat(unusedPublicTypes(sources)).as("make them package-private").isEmpty();
    }

    @Test
    void a_name_that_two_packages_use_is_found() {
        RepositorySource first = source("dev.one", "LeaseStore", "class LeaseStore {}");
        RepositorySource second = source("dev.two", "LeaseStore", "class LeaseStore {}");

        assertThat(repeatedNames(List.of(first, second))).containsOnlyKeys("LeaseStore");
        assertThat(repeatedNames(List.of(first))).isEmpty();
    }

    @Test
    void a_name_of_one_word_that_the_glossary_does_not_have_is_found() {
        List<RepositorySource> planted = List.of(
                source("dev.one", "Gap", "class Gap {}"),
                source("dev.one", "Thing", "class Thing {}"),
                source("dev.one", "ThingStore", "class ThingStore {}"));

        assertThat(unknownTerms(planted, "| **gap** | a thing is not explained |"))
                .containsExactly("Thing");
    }

    @Test
    void a_public_type_that_only_its_own_package_uses_is_found() {
        RepositorySource unused = source("dev.one", "GapStore", "public final class GapStore {}");
        RepositorySource near = source("dev.one", "GapReader", "class GapReader { GapStore store; }");
        RepositorySource far = source("dev.two", "GapWriter", "class GapWriter { GapStore store; }");

        assertThat(unusedPublicTypes(List.of(unused, near))).containsExactly("dev.one.GapStore");
        assertThat(unusedPublicTypes(List.of(unused, far))).isEmpty();
    }

    private static RepositorySource source(String packageName, String type, String code) {
        return new RepositorySource("module", true, packageName, type, code);
    }

    /** Names of types that several packages have, with those packages. */
    private static Map<String, Set<String>> repeatedNames(Collection<RepositorySource> all) {
        Map<String, Set<String>> homes = new TreeMap<>();
        for (RepositorySource source : all) {
            homes.computeIfAbsent(source.type(), name -> new TreeSet<>()).add(source.packageName());
        }
        homes.values().removeIf(packages -> packages.size() == 1);
        return homes;
    }

    private static List<String> oneWordNames(Collection<RepositorySource> all) {
        return all.stream()
                .filter(RepositorySource::main)
                .map(RepositorySource::type)
                .filter(name -> ONE_WORD.matcher(name).matches())
                .toList();
    }

    /** Names of one word that are no bold term of the glossary. */
    private static List<String> unknownTerms(Collection<RepositorySource> all, String glossary) {
        Set<String> terms = new HashSet<>();
        BOLD_TERM
                .matcher(glossary)
                .results()
                .forEach(term -> terms.add(term.group(1).toLowerCase(Locale.ROOT)));
        return oneWordNames(all).stream()
                .filter(name -> !terms.contains(name.toLowerCase(Locale.ROOT)))
                .toList();
    }

    private static List<String> unusedPublicTypes(Collection<RepositorySource> all) {
        Map<String, Collection<RepositorySource>> users = new HashMap<>();
        for (RepositorySource source : all) {
            source.names()
                    .forEach(name ->
                            users.computeIfAbsent(name, n -> new ArrayList<>()).add(source));
        }
        return all.stream()
                .filter(RepositorySource::main)
                .filter(RepositorySource::isPublic)
                .filter(source -> !MADE_BY_NAME.contains(source.type()))
                .filter(source -> !source.isStartedByName())
                .filter(source -> users.getOrDefault(source.type(), List.of()).stream()
                        .noneMatch(user -> needsPublic(source, user)))
                .map(source -> source.packageName() + "." + source.type())
                .sorted()
                .toList();
    }

    /** Another package names it, or another public type of its own package has it in its signatures. */
    private static boolean needsPublic(RepositorySource type, RepositorySource user) {
        return !user.packageName().equals(type.packageName())
                || (user.main() && user.isPublic() && !user.type().equals(type.type()));
    }
}
