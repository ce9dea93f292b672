package dev.gapless.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.gapless.observability.AlertEntry;
import dev.gapless.observability.RuleCatalogue;
import dev.gapless.observability.RunbookCommands;
import dev.gapless.standalone.demo.RehearsalRun;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the runbooks tell people to type is a command that there is. */
class RunbookCommandsTest {

    private final List<AlertEntry> alerts = RuleCatalogue.load().alerts();

    @Test
    void every_command_of_every_runbook_is_understood() {
        int commands = 0;
        for (AlertEntry alert : alerts) {
            for (String command : Stream.concat(
                            RunbookCommands.whileFiring(alert).stream(), RunbookCommands.proving(alert).stream())
                    .toList()) {
                commands++;
                String typed = command.replace("SOURCE/ACCOUNT/STREAM", "s/a/t").replace("ID", "7");
                assertThatCode(() -> GaplessCommand.commandLine().parseArgs(typed.split(" ", -1)))
                        .as("%s: ./gapless %s", alert.name(), command)
                        .doesNotThrowAnyException();
            }
        }
        assertThat(commands).isGreaterThan(15);
    }

    @Test
    void every_alert_has_a_rehearsal_or_the_reason_why_not() {
        List<String> known = Stream.concat(
                        RehearsalRun.rehearsed().stream(), RehearsalRun.notRehearsed().keySet().stream())
                .toList();

        assertThat(alerts.stream().map(AlertEntry::name)).containsExactlyInAnyOrderElementsOf(known);
        assertThat(RehearsalRun.notRehearsed()).hasSizeLessThanOrEqualTo(1);
    }
}
