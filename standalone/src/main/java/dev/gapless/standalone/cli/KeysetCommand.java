package dev.gapless.standalone.cli;

import dev.gapless.scheduler.accounts.KeysetFile;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code gapless keyset}. */
@Command(
        name = "keyset",
        mixinStandardHelpOptions = true,
        description = "Rotates the keys that wrap the data keys of credentials, in their file.")
final class KeysetCommand implements Callable<Integer> {

    @Parameters(
            index = "0",
            paramLabel = "VERB",
            description = "show: the keys; add: a new one that only opens; promote: the newest one wraps;"
                    + " prune: only the one that wraps is left")
    private String verb = "";

    @Parameters(index = "1", paramLabel = "FILE", description = "the keyset file of a scheduler")
    private Path file = Path.of("credentials.keyset");

    @Override
    public Integer call() {
        KeysetFile keyset = new KeysetFile(file);
        Map<String, Runnable> verbs =
                Map.of("show", () -> {}, "add", keyset::add, "promote", keyset::promote, "prune", keyset::prune);
        Runnable work = verbs.get(verb);
        if (work == null) {
            System.err.printf("%s is not one of %s%n", verb, new TreeSet<>(verbs.keySet()));
            return 2;
        }
        work.run();
        keyset.describe().forEach(System.out::println);
        return 0;
    }
}
