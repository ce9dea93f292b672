package dev.gapless.standalone.cli;

import dev.gapless.connector.ManifestParser.Problem;
import dev.gapless.connector.ManifestParser.Reading;
import dev.gapless.connector.manifest.ManifestReader;
import dev.gapless.connector.manifest.ManifestSchema;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gapless connector}. */
@Command(
        name = "connector",
        mixinStandardHelpOptions = true,
        description = "Checks connector manifests: their schema, their mistakes, and a try against the source.",
        subcommands = {
            ConnectorCommand.Schema.class,
            ConnectorInitCommand.class,
            ConnectorCommand.Lint.class,
            ConnectorTestCommand.class,
            ConnectorCheckCommand.class,
            ConnectorVerifyCommand.class,
            ConnectorDryRunCommand.class
        })
final class ConnectorCommand {

    private ConnectorCommand() {}

    /** {@code gapless connector schema}. */
    @Command(
            name = "schema",
            mixinStandardHelpOptions = true,
            description = "Prints the JSON Schema of manifests, for editors.")
    static final class Schema implements Callable<Integer> {

        @Spec
        private @Nullable CommandSpec spec;

        @Override
        public Integer call() {
            PrintWriter out = out(spec);
            out.print(ManifestSchema.json());
            out.flush();
            return 0;
        }
    }

    /** {@code gapless connector lint FILE...}. */
    @Command(
            name = "lint",
            mixinStandardHelpOptions = true,
            description = "Prints every mistake as FILE:LINE:COLUMN with its rule and remedy. Connects to nothing.")
    static final class Lint implements Callable<Integer> {

        @Spec
        private @Nullable CommandSpec spec;

        @Parameters(arity = "1..*", paramLabel = "FILE", description = "manifests")
        private List<Path> files = List.of();

        @Override
        public Integer call() throws IOException {
            int mistakes = 0;
            PrintWriter out = out(spec);
            for (Path file : files) {
                if (ManifestReader.read(Files.readAllBytes(file)) instanceof Reading.Refused(List<Problem> problems)) {
                    problems.forEach(problem -> out.println(ManifestProblemText.of(file.toString(), problem)));
                    mistakes += problems.size();
                } else {
                    out.println(file + ": no mistake");
                }
            }
            out.flush();
            return mistakes == 0 ? 0 : 1;
        }
    }

    static PrintWriter out(@Nullable CommandSpec spec) {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }
}
