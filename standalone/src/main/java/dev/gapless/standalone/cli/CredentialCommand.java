package dev.gapless.standalone.cli;

import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/** {@code gapless credential}. */
@Command(
        name = "credential",
        mixinStandardHelpOptions = true,
        description = "Credentials that belong to a source, for accounts that have none.",
        subcommands = {CredentialCommand.Add.class, CredentialCommand.ListAll.class, CredentialCommand.Remove.class})
final class CredentialCommand {

    private CredentialCommand() {}

    private static String path(String source, String name) {
        return "/v1/sources/%s/credentials%s"
                .formatted(
                        SuiteConnectionOptions.encoded(source),
                        name.isEmpty() ? "" : "/" + SuiteConnectionOptions.encoded(name));
    }

    /** {@code gapless credential add SOURCE NAME --credential-file FILE}. */
    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description = "Gives a source a credential, or replaces it.")
    static final class Add implements Callable<Integer> {

        @Mixin
        private SuiteConnectionOptions running = new SuiteConnectionOptions();

        @Mixin
        private PlannedCallOptions plan = new PlannedCallOptions();

        @Parameters(index = "0", paramLabel = "SOURCE")
        private String source = "";

        @Parameters(index = "1", paramLabel = "NAME", description = "name of the credential")
        private String name = "";

        @Option(
                names = "--credential-file",
                required = true,
                description = "file with the credential; others could see it on the command line")
        private @Nullable Path file;

        @Override
        public Integer call() throws IOException, InterruptedException {
            String credential =
                    Files.readString(java.util.Objects.requireNonNull(file)).strip();
            String answer = plan.under(running.api(SuiteService.SCHEDULER))
                    .put(
                            plan.path(path(source, name)),
                            "application/json",
                            JsonMapper.shared().writeValueAsBytes(Map.of("credential", credential)));
            System.out.println(plan.isDryRun() ? answer : "source " + source + " has the credential " + name);
            return 0;
        }
    }

    /** {@code gapless credential list SOURCE}. */
    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the names of a source's credentials.")
    static final class ListAll implements Callable<Integer> {

        @Mixin
        private SuiteConnectionOptions running = new SuiteConnectionOptions();

        @Mixin
        private OutputOptions output = new OutputOptions();

        @Parameters(index = "0", paramLabel = "SOURCE")
        private String source = "";

        @Override
        public Integer call() throws IOException, InterruptedException {
            output.print(running.api(SuiteService.SCHEDULER).get(path(source, "")));
            return 0;
        }
    }

    /** {@code gapless credential remove SOURCE NAME}. */
    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            description = "Removes a credential of a source; miners use it for up to a minute more.")
    static final class Remove implements Callable<Integer> {

        @Mixin
        private SuiteConnectionOptions running = new SuiteConnectionOptions();

        @Mixin
        private PlannedCallOptions plan = new PlannedCallOptions();

        @Parameters(index = "0", paramLabel = "SOURCE")
        private String source = "";

        @Parameters(index = "1", paramLabel = "NAME")
        private String name = "";

        @Override
        public Integer call() throws IOException, InterruptedException {
            String answer = plan.under(running.api(SuiteService.SCHEDULER)).delete(plan.path(path(source, name)));
            System.out.println(
                    plan.isDryRun() ? answer : "source " + source + " has no credential " + name + " any more");
            return 0;
        }
    }
}
