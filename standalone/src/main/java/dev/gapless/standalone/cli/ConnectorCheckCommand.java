package dev.gapless.standalone.cli;

import dev.gapless.standalone.connector.ConnectorCheck;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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
        return new SourceCheckPrinter(source, output, spec)
                .run((access, listener) -> new ConnectorCheck(access, patience, listener).run());
    }
}
