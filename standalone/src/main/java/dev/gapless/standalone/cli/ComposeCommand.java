package dev.gapless.standalone.cli;

import dev.gapless.standalone.deploy.ComposeSecrets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gapless compose}. */
@Command(
        name = "compose",
        mixinStandardHelpOptions = true,
        description = "Makes the secrets that docker-compose.yml and the manifests in k8s/ need.",
        subcommands = ComposeCommand.Init.class)
final class ComposeCommand {

    private ComposeCommand() {}

    /** {@code gapless compose init}. */
    @Command(
            name = "init",
            mixinStandardHelpOptions = true,
            description = {
                "Writes random passwords, tokens and keys, each into a file for its owner alone, and .env beside the directory.",
                "It never replaces a file: a new password would not fit the database that has the old one."
            })
    static final class Init implements Callable<Integer> {

        @Option(names = "--directory", description = "where the secrets go (default: ${DEFAULT-VALUE})")
        private Path directory = Path.of("secrets");

        @Override
        public Integer call() throws IOException {
            ComposeSecrets files = ComposeSecrets.create(directory);
            System.out.printf("%d files in %s; next: docker compose up%n", files.count(), files.directory());
            return 0;
        }
    }
}
