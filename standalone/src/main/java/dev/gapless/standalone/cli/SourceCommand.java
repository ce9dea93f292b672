package dev.gapless.standalone.cli;

import dev.gapless.connector.ManifestParser.Reading;
import dev.gapless.connector.manifest.ManifestReader;
import dev.gapless.standalone.api.RestApi;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gapless source}. */
@Command(
        name = "source",
        mixinStandardHelpOptions = true,
        description = "Sources: upstream platforms, each described by a connector manifest.",
        subcommands = {
            SourceCommand.Apply.class,
            SourceCommand.ListAll.class,
            SourceCommand.Show.class,
            SourceCommand.Remove.class
        })
final class SourceCommand {

    private SourceCommand() {}

    /** {@code gapless source apply FILE}. */
    @Command(name = "apply", mixinStandardHelpOptions = true, description = "Makes a source known, or changes it.")
    static final class Apply implements Callable<Integer> {

        @Mixin
        private SuiteConnectionOptions running = new SuiteConnectionOptions();

        @Mixin
        private PlannedCallOptions plan = new PlannedCallOptions();

        @Parameters(paramLabel = "FILE", description = "the manifest")
        private @Nullable Path file;

        @Option(names = "--tenant", description = "tenant that a new source belongs to, for good (default: main)")
        private @Nullable String tenant;

        @Override
        public Integer call() throws IOException, InterruptedException {
            byte[] manifest = Files.readAllBytes(java.util.Objects.requireNonNull(file));
            return switch (ManifestReader.read(manifest)) {
                case Reading.Accepted accepted -> {
                    String source = accepted.connector().spec().source();
                    String answer = plan.under(running.api(SuiteService.SCHEDULER))
                            .put(plan.path(path(source)), "application/yaml", manifest);
                    System.out.println(plan.isDryRun() ? answer : "source " + source + " applied");
                    yield 0;
                }
                case Reading.Refused refused -> {
                    refused.problems()
                            .forEach(problem -> System.err.println(ManifestProblemText.of(file.toString(), problem)));
                    int mistakes = refused.problems().size();
                    System.err.printf(
                            "%s: refused, %d %s; nothing was changed%n",
                            file, mistakes, mistakes == 1 ? "mistake" : "mistakes");
                    yield 1;
                }
            };
        }

        private String path(String source) {
            String path = "/v1/sources/" + source;
            return tenant == null ? path : path + "?tenant=" + SuiteConnectionOptions.encoded(tenant);
        }
    }

    /** {@code gapless source list}. */
    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the sources.")
    static final class ListAll implements Callable<Integer> {

        @Mixin
        private SuiteConnectionOptions running = new SuiteConnectionOptions();

        @Mixin
        private OutputOptions output = new OutputOptions();

        @Override
        public Integer call() throws IOException, InterruptedException {
            output.print(running.api(SuiteService.SCHEDULER).get("/v1/sources"));
            return 0;
        }
    }

    /** {@code gapless source show SOURCE}. */
    @Command(name = "show", mixinStandardHelpOptions = true, description = "Shows one source, or its manifest.")
    static final class Show implements Callable<Integer> {

        @Mixin
        private SuiteConnectionOptions running = new SuiteConnectionOptions();

        @Mixin
        private OutputOptions output = new OutputOptions();

        @Parameters(paramLabel = "SOURCE")
        private String source = "";

        @Option(names = "--manifest", description = "show its manifest instead, as it was applied")
        private boolean manifest;

        @Override
        public Integer call() throws IOException, InterruptedException {
            RestApi scheduler = running.api(SuiteService.SCHEDULER);
            String path = "/v1/sources/" + SuiteConnectionOptions.encoded(source);
            String answer = scheduler.get(path);
            if (manifest) {
                System.out.print(scheduler.get(path + "/manifest"));
            } else {
                output.print(answer);
            }
            return 0;
        }
    }

    /** {@code gapless source remove SOURCE}. */
    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            description = "Removes a source that has no accounts; its captured data stays.")
    static final class Remove implements Callable<Integer> {

        @Mixin
        private SuiteConnectionOptions running = new SuiteConnectionOptions();

        @Mixin
        private PlannedCallOptions plan = new PlannedCallOptions();

        @Parameters(paramLabel = "SOURCE")
        private String source = "";

        @Override
        public Integer call() throws IOException, InterruptedException {
            String answer = plan.under(running.api(SuiteService.SCHEDULER))
                    .delete(plan.path("/v1/sources/" + SuiteConnectionOptions.encoded(source)));
            System.out.println(plan.isDryRun() ? answer : "source " + source + " is removed");
            return 0;
        }
    }
}
