package dev.gapless.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class DeadLetterTargetTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "5 --dry-run", "5 --rule item-version", "--dry-run"})
    void what_would_be_done_otherwise_than_it_is_said_is_refused(String arguments) {
        assertThat(parsed(arguments).mistake(false)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "--rule item-version --dry-run", "--rule item-version --limit 7"})
    void one_by_its_id_or_many_by_a_choice(String arguments) {
        assertThat(parsed(arguments).mistake(false)).isNull();
    }

    private static DeadLetterTarget parsed(String arguments) {
        DeadLetterTarget meant = new DeadLetterTarget();
        new CommandLine(new Bare(meant)).parseArgs(arguments.isEmpty() ? new String[0] : arguments.split(" "));
        return meant;
    }

    @CommandLine.Command
    private record Bare(@CommandLine.Mixin DeadLetterTarget meant) {}
}
