package dev.gapless.standalone.cli;

import dev.gapless.standalone.connector.CostEstimator;
import dev.gapless.standalone.connector.CostEstimator.Estimate;
import dev.gapless.standalone.connector.SourceAccess;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code gapless connector dry-run MANIFEST}. */
@Command(
        name = "dry-run",
        mixinStandardHelpOptions = true,
        description = {
            "Estimates the cost of following an account: items, calls, hours at the manifest's rate, "
                    + "and calls a day.",
            "The estimate uses one page of each stream. Nothing is written."
        })
final class ConnectorDryRunCommand implements Callable<Integer> {

    @Mixin
    private SourceAccessOptions source = new SourceAccessOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Spec
    private @Nullable CommandSpec spec;

    /** @return 1 when a stream's page could not be read */
    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
        try (SourceAccess access = source.open(err)) {
            if (access == null) {
                return 1;
            }
            Estimate estimate = new CostEstimator(access).run();
            output.print(
                    ConnectorCommand.out(spec), JsonMapper.shared().writeValueAsString(estimate.costs()), List.of());
            estimate.failures().forEach(step -> err.println(SourceCheckPrinter.line(step)));
            err.flush();
            return estimate.failures().isEmpty() ? 0 : 1;
        }
    }
}
