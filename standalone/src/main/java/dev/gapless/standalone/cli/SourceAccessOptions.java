package dev.gapless.standalone.cli;

import dev.gapless.common.secret.Secret;
import dev.gapless.connector.Connector;
import dev.gapless.connector.ManifestParser.Problem;
import dev.gapless.connector.ManifestParser.Reading;
import dev.gapless.connector.manifest.ManifestReader;
import dev.gapless.connector.manifest.part.AddressPolicy;
import dev.gapless.standalone.connector.SourceAccess;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the commands that ask a source by a manifest have in common. */
final class SourceAccessOptions {

    @Parameters(index = "0", paramLabel = "MANIFEST", description = "the source's manifest")
    private Path manifest = Path.of("");

    @Option(names = "--account", required = true, description = "account whose data is requested")
    private String account = "";

    @Option(
            names = "--credential-file",
            description = "file with the account's credential; it is never taken from the command line")
    private @Nullable Path credentialFile;

    @Option(
            names = "--allowed-private",
            split = ",",
            description = "addresses and blocks that are not public and may be reached (default: ${DEFAULT-VALUE})")
    private List<String> allowedPrivate = List.of("127.0.0.0/8", "::1");

    Path manifest() {
        return manifest;
    }

    /**
     * The source, ready to be asked. Mistakes of the manifest are printed.
     *
     * @return null when the manifest is refused
     */
    @Nullable
    SourceAccess open(PrintWriter err) throws IOException {
        AddressPolicy policy = AddressPolicy.of(allowedPrivate);
        return switch (ManifestReader.read(Files.readAllBytes(manifest), policy)) {
            case Reading.Accepted(Connector connector) ->
                new SourceAccess(connector, account, credential(), policy, clock(), Thread::sleep);
            case Reading.Refused(List<Problem> problems) -> {
                problems.forEach(problem -> err.println(ManifestProblemText.of(manifest.toString(), problem)));
                err.flush();
                yield null;
            }
        };
    }

    /** This machine's. */
    static Clock clock() {
        return Clock.systemUTC();
    }

    private @Nullable Secret credential() throws IOException {
        return credentialFile == null
                ? null
                : Secret.of(Files.readString(credentialFile).strip());
    }
}
