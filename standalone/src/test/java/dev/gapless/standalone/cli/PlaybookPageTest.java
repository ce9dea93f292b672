package dev.gapless.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.gapless.standalone.playbook.IncidentPlaybook;
import dev.gapless.standalone.playbook.PlaybookCatalog;
import dev.gapless.standalone.playbook.PlaybookStep;
import dev.gapless.standalone.playbook.PlaybookStep.StepKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The shipped playbooks: their commands are commands, and their page tells the same. */
class PlaybookPageTest {

    private static final Path PAGE = Path.of("..", "docs", "operations", "playbooks.md");

    private final List<IncidentPlaybook> playbooks = PlaybookCatalog.read();

    @Test
    void each_has_a_check_an_act_and_last_a_proof() {
        assertThat(playbooks).hasSizeGreaterThanOrEqualTo(8);
        for (IncidentPlaybook playbook : playbooks) {
            assertThat(playbook.steps().stream().map(PlaybookStep::kind))
                    .as(playbook.name())
                    .contains(StepKind.CHECK, StepKind.ACT)
                    .endsWith(StepKind.PROVE);
        }
    }

    @Test
    void each_command_is_understood_by_the_command_line() {
        for (IncidentPlaybook playbook : playbooks) {
            Map<String, String> values =
                    playbook.parameters().stream().collect(Collectors.toMap(name -> name, name -> "some " + name));
            for (PlaybookStep step : playbook.steps()) {
                String[] words = step.words(values).toArray(String[]::new);
                assertThatCode(() -> GaplessCommand.commandLine().parseArgs(words))
                        .as(step.command())
                        .doesNotThrowAnyException();
            }
        }
    }

    @Test
    void the_page_tells_what_the_playbooks_do() throws IOException {
        String page = Files.readString(PAGE);

        assertThat(page.substring(page.indexOf("\n## ") + 1)).isEqualTo(text());
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (IncidentPlaybook playbook : playbooks) {
            text.append("## %s%n%n%s. %s%n%n".formatted(playbook.name(), playbook.title(), playbook.when()));
            int number = 0;
            for (PlaybookStep step : playbook.steps()) {
                number++;
                text.append("%d. **%s.** %s%n   `./gapless %s`%s%n"
                        .formatted(
                                number,
                                capitalised(step.kind()),
                                step.text(),
                                step.command(),
                                step.within() == null
                                        ? ""
                                        : ", tried again for up to %d s"
                                                .formatted(step.within().toSeconds())));
            }
            text.append(System.lineSeparator());
        }
        return text.toString().stripTrailing() + System.lineSeparator();
    }

    private static String capitalised(StepKind kind) {
        String name = kind.name();
        return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
    }
}
