package dev.gapless.standalone.cli;

import dev.gapless.standalone.connector.CheckStep;
import dev.gapless.standalone.connector.SourceAccess;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import tools.jackson.databind.json.JsonMapper;

/** Runs a check against a source. In a table each step is printed when it ends, otherwise all of them at the end. */
record SourceCheckPrinter(
        SourceAccessOptions source,
        OutputOptions output,
        @Nullable CommandSpec spec) {

    /** The check itself. */
    @FunctionalInterface
    interface Check {

        /** @param listener is told each step when it ends */
        List<CheckStep> run(SourceAccess access, Consumer<CheckStep> listener) throws IOException, InterruptedException;
    }

    /** @return 0 when no step failed, otherwise 1 */
    int run(Check check) throws IOException, InterruptedException {
        PrintWriter out = ConnectorCommand.out(spec);
        boolean table = output.format() == OutputFormat.table;
        try (SourceAccess access =
                source.open(Objects.requireNonNull(spec).commandLine().getErr())) {
            if (access == null) {
                return 1;
            }
            List<CheckStep> steps = check.run(access, step -> {
                if (table) {
                    out.println(line(step));
                    out.flush();
                }
            });
            if (!table) {
                output.print(out, JsonMapper.shared().writeValueAsString(steps), List.of());
            }
            return steps.stream().anyMatch(CheckStep::failed) ? 1 : 0;
        }
    }

    /** One line: what, of which stream, what was found; and what to do where it failed. */
    static String line(CheckStep step) {
        return "%-7s  %-14s  %s%s%s"
                .formatted(
                        step.result().name().toLowerCase(Locale.ROOT),
                        step.step(),
                        step.stream() == null ? "" : step.stream() + ": ",
                        step.detail(),
                        step.remedy() == null ? "" : "; remedy: " + step.remedy());
    }
}
