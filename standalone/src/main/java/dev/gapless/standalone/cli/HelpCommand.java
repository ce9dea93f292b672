package dev.gapless.standalone.cli;

import dev.gapless.common.text.NameSuggestion;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gapless help}. */
@Command(name = "help", description = "Lists the commands, or the options of one command.")
final class HelpCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            paramLabel = "COMMAND",
            arity = "0..*",
            description = "a command, and one below it, as in: gaps release")
    private List<String> names = List.of();

    @Override
    public Integer call() {
        CommandLine command = java.util.Objects.requireNonNull(
                        java.util.Objects.requireNonNull(spec).parent())
                .commandLine();
        for (String name : names) {
            CommandLine below = command.getSubcommands().get(name);
            if (below == null) {
                System.err.println("unknown: %s.%s"
                        .formatted(
                                name,
                                NameSuggestion.question(
                                        name, command.getSubcommands().keySet())));
                return 2;
            }
            command = below;
        }
        command.usage(System.out);
        return 0;
    }
}
