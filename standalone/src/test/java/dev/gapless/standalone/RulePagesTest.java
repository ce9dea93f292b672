package dev.gapless.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks that each invariant and each gotcha has a reason, and names tests and types that are there. */
class RulePagesTest {

    private static final Pattern ENTRY = Pattern.compile("(?m)^(?:\\* |\\d+\\. )\\*\\*[^\\n]*");
    private static final Pattern REASON = Pattern.compile("\\*\\* \\S.*\\. Test: `");
    private static final Pattern PLACE = Pattern.compile("Place: (`\\w+`(?:, `\\w+`)*)\\.$");
    private static final Pattern TYPE = Pattern.compile("`(\\w+)`");

    private static RepositoryTests tests;

    @BeforeAll
    static void read() throws IOException {
        tests = RepositoryTests.read();
    }

    @ParameterizedTest
    @CsvSource({"invariants.md, 9", "gotchas.md, 40"})
    void each_rule_names_a_test_and_a_type_that_are_there(String page, int least) throws IOException {
        List<String> entries = entries(Files.readString(Path.of("..", "docs", page)));

        assertThat(entries).hasSizeGreaterThanOrEqualTo(least);
        assertThat(entries.stream().flatMap(entry -> mistakes(entry).stream())).isEmpty();
    }

    @Test
    void a_rule_without_a_test_or_with_a_name_that_is_not_there_is_found() {
        String good =
                "* **A rule.** Why. Test: `RulePagesTest#a_rule_without_a_test_or_with_a_name_that_is_not_there_is_found`."
                        + " Place: `Secret`.";

        assertThat(mistakes(good)).isEmpty();
        assertThat(mistakes(good.replace("#a_rule", "#no_rule"))).hasSize(1);
        assertThat(mistakes(good.replace("Secret", "Sekret"))).hasSize(1);
        assertThat(mistakes(good.replace(" Why.", ""))).hasSize(1);
        assertThat(mistakes("1. **A rule.** Why.")).hasSize(3);
    }

    private static List<String> entries(String page) {
        return ENTRY.matcher(page).results().map(MatchResult::group).toList();
    }

    private static List<String> mistakes(String entry) {
        List<String> mistakes = new ArrayList<>();
        if (!REASON.matcher(entry).find()) {
            mistakes.add("no reason: " + entry);
        }
        if (RepositoryTests.namedIn(entry).isEmpty()) {
            mistakes.add("no test: " + entry);
        }
        tests.absentOf(entry).forEach(test -> mistakes.add(test + " is not there: " + entry));
        List<MatchResult> places = PLACE.matcher(entry).results().toList();
        if (places.isEmpty()) {
            mistakes.add("no place: " + entry);
        }
        places.stream()
                .flatMap(place -> TYPE.matcher(place.group(1)).results())
                .filter(type -> !tests.types().contains(type.group(1)))
                .forEach(type -> mistakes.add(type.group() + " is not there: " + entry));
        return mistakes;
    }
}
