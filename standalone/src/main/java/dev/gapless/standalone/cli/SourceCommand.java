package dev.gapless.standalone.cli;

import dev.gapless.common.connector.ManifestParser.Reading;
import dev.gapless.common.connector.manifest.ManifestReader;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code gapless source}. */
@Command(
        name = "source",
        mixinStandardHelpOptions = true,
        description = "Sources: upstream platforms, each described by a connector manifest.",
        subcommands = {SourceCommand.Apply.class, SourceCommand.ListAll.class})
final class SourceCommand {

    private SourceCommand() {}

    /** {@code gapless source apply FILE}. */
    @Command(name = "apply", mixinStandardHelpOptions = true, description = "Makes a source known, or changes it.")
    static final class Apply implements Callable<Integer> {

        @Mixin
        private SuiteConnectionOptions running = new SuiteConnectionOptions();

        @Parameters(paramLabel = "FILE", description = "the manifest")
        private @Nullable Path file;

        @Override
        public Integer call() throws IOException, InterruptedException {
            byte[] manifest = Files.readAllBytes(java.util.Objects.requireNonNull(file));
            return switch (ManifestReader.read(manifest)) {
                case Reading.Accepted accepted -> {
                    String source = accepted.connector().spec().source();
                    running.api(SuiteService.SCHEDULER).put("/v1/sources/" + source, "application/yaml", manifest);
                    System.out.println("source " + source + " applied");
                    yield 0;
                }
                case Reading.Refused refused -> {
                    refused.problems()
                            .forEach(problem -> System.err.println(ManifestProblemText.of(file.toString(), problem)));
                    yield 1;
                }
            };
        }
    }

    /** {@code gapless source list}. */
    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the sources, as JSON.")
    static final class ListAll implements Callable<Integer> {

        @Mixin
        private SuiteConnectionOptions running = new SuiteConnectionOptions();

        @Override
        public Integer call() throws IOException, InterruptedException {
            System.out.println(running.api(SuiteService.SCHEDULER).get("/v1/sources"));
            return 0;
        }
    }
}
