package dev.gapless.standalone.cli;

import dev.gapless.standalone.api.RefusedException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
            "gapless help COMMAND lists the options of a command.",
            "Also: gapless test (runs the test suite), gapless test-long (runs the tests of a minute or more each),"
                    + " gapless bench (measures rates and costs on this machine),"
                    + " gapless clients (builds and tests the TypeScript client),"
                    + " gapless chaos (runs the demo with one fault each), gapless fuzz (sends random requests to "
                    + "every endpoint), gapless observability (writes rules, dashboards and pages), gapless "
                    + "prove (removes the fixes of known faults, and fails if their tests still pass)."
        },
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            SandboxCommand.class,
            ConnectorCommand.class,
            HealthCommand.class,
            StatusCommand.class,
            SourceCommand.class,
            AccountCommand.class,
            CredentialCommand.class,
            CoverageCommand.class,
            CheckpointCommand.class,
            CertificateCommand.class,
            WhyCommand.class,
            GapsCommand.class,
            StopCommand.class,
            StopsCommand.class,
            ResumeCommand.class,
            RecoverCommand.class,
            DrainCommand.class,
            PriorityCommand.class,
            ScheduleCommand.class,
            FlagCommand.class,
            PlaybookCommand.class,
            RehearseCommand.class,
            TokenCommand.class,
            KeysetCommand.class,
            AuditLogCommand.class,
            ObjectiveCommand.class,
            CostsCommand.class,
            OperationCommand.class,
            UndoCommand.class,
            ItemsCommand.class,
            TailCommand.class,
            DeadLettersCommand.class,
            ReplayCommand.class,
            SimulateCommand.class,
            ComposeCommand.class,
            ClusterCommand.class,
            DoctorCommand.class,
            CompletionCommand.class,
            HelpCommand.class
        })
public final class GaplessCommand implements Runnable {

    private static final int FAILED = 1;
    private static final int NOT_UNDERSTOOD = 2;
    private static final int INTERRUPTED = 130;

    @Spec
    private @org.jspecify.annotations.Nullable CommandSpec spec;

    private static final Logger LOG = LoggerFactory.getLogger(GaplessCommand.class);

    /**
     * @return 0 for success, 1 for a check that failed or a refusal, 2 for a command that was not understood, 130 when
     *     it was interrupted
     */
    public static int run(String... args) {
        return commandLine().execute(args);
    }

    /** All commands, with their options and what they say when something is wrong. */
    static CommandLine commandLine() {
        return new CommandLine(new GaplessCommand())
                .registerConverter(java.time.Duration.class, GaplessCommand::duration)
                .setParameterExceptionHandler((problem, arguments) -> {
                    problem.getCommandLine().getErr().println(ParameterProblem.of(problem));
                    return NOT_UNDERSTOOD;
                })
                .setExecutionExceptionHandler((failure, command, parsed) -> explain(failure, command));
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

    private static int interrupted(CommandLine command) {
        command.getErr().println("interrupted; all that was started is stopped");
        return INTERRUPTED;
    }

    private static int explain(Exception failure, CommandLine command) {
        switch (failure) {
            case RefusedException refused -> command.getErr().println(ProblemText.of(refused));
            case ConnectException nobody -> {
                LOG.info("connection-failed command={}", command.getCommandName(), nobody);
                command.getErr().println("no service answers there. Start it with: ./gapless up");
            }
            case HttpTimeoutException slow ->
                command.getErr().println("the service did not answer in time. See whether it runs: ./gapless status");
            case NoSuchFileException absent -> command.getErr().println("%s: no such file".formatted(absent.getFile()));
            case AccessDeniedException denied ->
                command.getErr().println("%s: may not be read or written by this user".formatted(denied.getFile()));
            case InterruptedException stopped -> {
                return interrupted(command);
            }
            case InterruptedIOException stopped -> {
                return interrupted(command);
            }
            case UnknownNameException unknown -> command.getErr().println(unknown.getMessage());
            case IOException io ->
                command.getErr()
                        .println(io.getMessage() == null ? "the connection failed" : "failed: " + io.getMessage());
            default -> {
                LOG.error("command-failed-by-bug command={}", command.getCommandName(), failure);
                command.getErr()
                        .println("this is a defect of Gapless (%s): please report it with the command that you gave"
                                .formatted(failure.getClass().getSimpleName()));
            }
        }
        return FAILED;
    }
}
