package dev.gapless.common.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NameSuggestionTest {

    private static final List<String> KNOWN = List.of("sandbox", "bluesky", "forum");

    @Test
    void the_nearest_name_is_suggested() {
        assertThat(NameSuggestion.nearest("sanbox", KNOWN)).hasValue("sandbox");
        assertThat(NameSuggestion.nearest("Forum", KNOWN)).hasValue("forum");
        assertThat(NameSuggestion.nearest("gpas", List.of("gaps", "items"))).hasValue("gaps");
        assertThat(NameSuggestion.question("blusky", KNOWN)).isEqualTo(" Did you mean bluesky?");
    }

    @Test
    void a_name_that_is_like_no_other_gets_no_suggestion() {
        assertThat(NameSuggestion.nearest("ledger", KNOWN)).isEmpty();
        assertThat(NameSuggestion.question("x", List.of())).isEmpty();
    }
}
