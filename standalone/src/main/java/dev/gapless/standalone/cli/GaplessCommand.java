package dev.gapless.standalone.cli;

import dev.gapless.standalone.api.RefusedException;
import java.io.IOException;
import java.net.ConnectException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ./gapless}: each command is a class beside this one. */
@Command(
        name = "gapless",
        mixinStandardHelpOptions = true,
        version = "gapless 0.1.0",
        description =
                "Captures everything an upstream shows about the accounts you follow, and can prove what it holds.",
        footer = {
            "",
            "Also: gapless test (runs the whole test suite), gapless bench (measures rates and costs on this machine),"
                    + " gapless clients (builds and tests the TypeScript client)."
        },
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            SourceCommand.class,
            AccountCommand.class,
            CoverageCommand.class,
            CertificateCommand.class,
            WhyCommand.class,
            GapsCommand.class,
            ObjectiveCommand.class,
            UndoCommand.class,
            ItemsCommand.class,
            TailCommand.class,
            DeadLettersCommand.class,
            ReplayCommand.class,
            SimulateCommand.class,
            ComposeCommand.class,
            ClusterCommand.class,
            DoctorCommand.class
        })
public final class GaplessCommand implements Runnable {

    @Spec
    private @org.jspecify.annotations.Nullable CommandSpec spec;

    /** @return 0 for success, 1 for a check that failed or a refusal, 2 for a command that was not understood */
    public static int run(String... args) {
        return new CommandLine(new GaplessCommand())
                .registerConverter(java.time.Duration.class, GaplessCommand::duration)
                .setExecutionExceptionHandler((failure, command, parsed) -> explain(failure, command))
                .execute(args);
    }

    @Override
    public void run() {
        if (spec != null) {
            spec.commandLine().usage(System.out);
        }
    }

    /** {@code 90s}, {@code 2m}, {@code 1h}, or what ISO 8601 writes. */
    static java.time.Duration duration(String text) {
        String iso = text.startsWith("P") ? text : "PT" + text;
        return java.time.Duration.parse(iso);
    }

    private static int explain(Exception failure, CommandLine command) {
        switch (failure) {
            case RefusedException refused -> command.getErr().println(ProblemText.of(refused));
            case ConnectException nobody ->
                command.getErr().println("nobody answers there: is it running? (gapless up)");
            case InterruptedException stopped ->
                command.getErr().println("interrupted; all that was started is stopped");
            case IOException io -> command.getErr().println("failed: " + io.getMessage());
            default -> failure.printStackTrace(command.getErr());
        }
        return 1;
    }
}
