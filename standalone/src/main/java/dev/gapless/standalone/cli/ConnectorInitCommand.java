package dev.gapless.standalone.cli;

import dev.gapless.standalone.connector.DraftFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gapless connector init}. */
@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        description = {
            "Drafts a manifest from an example of a call and of a message. Connects to nothing.",
            "Each file holds a line with the address, lines with headers, an empty line, and the JSON that the source"
                    + " sent. Lines with \"decide\" in the draft are a person's to answer."
        })
final class ConnectorInitCommand implements Callable<Integer> {

    @Option(names = "--request", required = true, paramLabel = "FILE", description = "a call and its answer")
    private Path request = Path.of("");

    @Option(names = "--frame", paramLabel = "FILE", description = "an event of the live connection")
    private @Nullable Path frame;

    @Option(names = "--source", description = "name of the source (default: from the host's name)")
    private @Nullable String source;

    @Option(names = "--stream", description = "name of the stream (default: ${DEFAULT-VALUE})")
    private String stream = "items";

    @Option(names = "--account", description = "account that stands in the addresses; {account} takes its place")
    private String account = "";

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "file to write, with the examples as samples beside it (default: print the manifest)")
    private @Nullable Path output;

    @Spec
    private @Nullable CommandSpec spec;

    /** @return 1 when nothing can be drafted */
    @Override
    public Integer call() throws IOException {
        PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
        PrintWriter out = ConnectorCommand.out(spec);
        try {
            DraftFiles draft = DraftFiles.of(
                    new DraftFiles.ExampleOrigin(source, stream, account),
                    Files.readString(request),
                    frame == null ? null : Files.readString(frame));
            if (output == null) {
                out.print(draft.manifest());
            } else {
                draft.write(output);
                out.println("written: %s, and samples in %s".formatted(output, DraftFiles.samplesOf(output)));
            }
            out.flush();
            return 0;
        } catch (IllegalArgumentException e) {
            err.println("%s: %s".formatted(request, e.getMessage()));
        } catch (FileAlreadyExistsException e) {
            err.println(
                    "%s: a file that is there is not overwritten; remove it, or name another".formatted(e.getFile()));
        }
        err.flush();
        return 1;
    }
}
