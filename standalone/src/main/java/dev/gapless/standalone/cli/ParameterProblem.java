package dev.gapless.standalone.cli;

import dev.gapless.common.text.NameSuggestion;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in plain words what is wrong with a command line. */
final class ParameterProblem {

    private ParameterProblem() {}

    /** One sentence, then where help is. */
    static String of(ParameterException problem) {
        return "%s%nhelp: ./gapless help%s".formatted(sentence(problem), command(problem.getCommandLine()));
    }

    private static String command(CommandLine command) {
        String name = command.getCommandSpec().qualifiedName();
        int space = name.indexOf(' ');
        return space < 0 ? "" : name.substring(space);
    }

    private static String sentence(ParameterException problem) {
        return switch (problem) {
            case UnmatchedArgumentException unknown -> unknown(unknown);
            case MissingParameterException missing -> missing(missing.getMissing());
            default -> wrongValue(problem);
        };
    }

    private static String unknown(UnmatchedArgumentException problem) {
        CommandLine command = problem.getCommandLine();
        Set<String> known = new TreeSet<>(command.getSubcommands().keySet());
        known.addAll(command.getCommandSpec().optionsMap().keySet());
        String unknown = problem.getUnmatched().getFirst();
        return "unknown: %s.%s".formatted(unknown, NameSuggestion.question(unknown, known));
    }

    private static String missing(List<ArgSpec> missing) {
        return "missing: " + missing.stream().map(ParameterProblem::name).collect(Collectors.joining(", "));
    }

    private static String wrongValue(ParameterException problem) {
        ArgSpec argument = problem.getArgSpec();
        if (argument == null) {
            return String.valueOf(problem.getMessage());
        }
        String value = problem.getValue();
        return value == null
                ? "%s: no value (expected: %s)".formatted(name(argument), expected(argument.type()))
                : "%s: '%s' (expected: %s)".formatted(name(argument), value, expected(argument.type()));
    }

    private static String name(ArgSpec argument) {
        return argument.isOption() ? ((CommandLine.Model.OptionSpec) argument).longestName() : argument.paramLabel();
    }

    private static String expected(@Nullable Class<?> type) {
        if (type == null) {
            return "another value";
        }
        if (type.isEnum()) {
            return "one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(String::valueOf)
                            .collect(Collectors.joining(", "));
        }
        if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
            return "a whole number";
        }
        return type == Duration.class ? "a duration, such as 90s or 5m" : "a value";
    }
}
