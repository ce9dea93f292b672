package dev.gapless.standalone.cli;

import dev.gapless.standalone.connector.CheckStep;
import dev.gapless.standalone.connector.ConnectorCheck;
import dev.gapless.standalone.connector.SourceAccess;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code gapless connector check MANIFEST}. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Tries a manifest against its source: names, TLS, credential, a page of each stream, limits, clock, the"
                    + " live connection, and up to 20 samples of each.",
            "It needs no running suite and writes nothing. Each stream costs one to three calls."
        })
final class ConnectorCheckCommand implements Callable<Integer> {

    @Mixin
    private SourceAccessOptions source = new SourceAccessOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Option(
            names = "--wait",
            description = "how long an event of the live connection is waited for (default: ${DEFAULT-VALUE})")
    private Duration patience = Duration.ofSeconds(10);

    @Spec
    private @Nullable CommandSpec spec;

    /** @return 0 when no step failed */
    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = ConnectorCommand.out(spec);
        boolean table = output.format() == OutputFormat.table;
        try (SourceAccess access =
                source.open(Objects.requireNonNull(spec).commandLine().getErr())) {
            if (access == null) {
                return 1;
            }
            List<CheckStep> steps = new ConnectorCheck(access, patience, step -> {
                        if (table) {
                            out.println(line(step));
                            out.flush();
                        }
                    })
                    .run();
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
