package dev.gapless.standalone.cli;

import dev.gapless.standalone.suite.PrometheusProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whether Prometheus is started beside the suite, and which. */
final class PrometheusOptions {

    @Option(names = "--observe", description = "also start Prometheus with the shipped alerts")
    private boolean observe;

    @Option(
            names = "--prometheus",
            paramLabel = "FILE",
            description = "the program that --observe starts (default: prometheus on the path)")
    private @Nullable Path prometheus;

    @SuppressWarnings("NullAway.Init") // set by picocli
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /**
     * The program to start, or null when none is wanted.
     *
     * @throws ParameterException when one is wanted and there is none
     */
    @Nullable
    Path program() {
        if (!observe) {
            return null;
        }
        if (prometheus != null && !Files.isExecutable(prometheus)) {
            throw new ParameterException(
                    command.commandLine(), "--prometheus: %s (expected: an executable file)".formatted(prometheus));
        }
        return prometheus != null
                ? prometheus
                : PrometheusProcess.onPath()
                        .orElseThrow(() -> new ParameterException(
                                command.commandLine(),
                                "--observe: no prometheus on the path (remedy: install Debian's package prometheus, or"
                                        + " name it with --prometheus FILE)"));
    }
}
