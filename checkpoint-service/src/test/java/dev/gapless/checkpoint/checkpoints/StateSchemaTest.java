package dev.gapless.checkpoint.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.checkpoint.checkpoints.StateSchema.Raise;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The golden files are states as each release wrote them. They are added to, and never changed. */
class StateSchemaTest {

    @ParameterizedTest(name = "from {0} to {1}")
    @CsvSource({"1,1", "1,2", "1,3", "2,2", "2,3", "3,3"})
    void each_version_that_was_ever_written_is_raised_to_each_later_one(int from, int to) {
        ObjectNode old = golden("state-v" + from);
        ObjectNode untouched = old.deepCopy();

        assertThat(StateSchema.raise(from, old, to)).isEqualTo(new Raise.Raised(from, to, golden("state-v" + to)));
        assertThat(old).isEqualTo(untouched);
    }

    @Test
    void what_is_there_already_is_not_overwritten() {
        ObjectNode state = golden("state-v2-fast");

        assertThat(StateSchema.raise(1, state, 3)).isEqualTo(new Raise.Raised(1, 3, state));
    }

    @Test
    void what_a_later_release_wrote_is_not_looked_at() {
        assertThat(StateSchema.raise(4, golden("state-v3"), 3)).isEqualTo(new Raise.TooNew(4));
    }

    @Test
    void a_state_beyond_what_is_wanted_stays_as_it_is() {
        assertThat(StateSchema.raise(3, golden("state-v3"), 2)).isEqualTo(new Raise.Raised(3, 3, golden("state-v3")));
    }

    @Test
    void there_is_a_golden_file_of_the_current_version_and_none_beyond() {
        assertThat(golden("state-v" + StateSchema.CURRENT)).isNotEmpty();
        assertThat(StateSchemaTest.class.getResource("state-v" + (StateSchema.CURRENT + 1) + ".json"))
                .isNull();
    }

    static ObjectNode golden(String name) {
        try (InputStream file =
                Objects.requireNonNull(StateSchemaTest.class.getResourceAsStream(name + ".json"), name)) {
            return (ObjectNode) JsonMapper.shared().readTree(file.readAllBytes());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
