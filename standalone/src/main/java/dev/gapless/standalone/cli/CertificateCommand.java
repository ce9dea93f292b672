package dev.gapless.standalone.cli;

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

/** {@code gapless certificate}. */
@Command(
        name = "certificate",
        mixinStandardHelpOptions = true,
        description = "Prints a signed certificate of a stream: which ranges are held, by what evidence, and "
                + "which are missing.",
        subcommands = {CertificateVerifyCommand.class, CertificateKeysCommand.class})
final class CertificateCommand implements Callable<Integer> {

    @Mixin
    private SuiteConnectionOptions running = new SuiteConnectionOptions();

    @Parameters(arity = "0..1", paramLabel = "STREAM", description = "source/account/stream")
    private @Nullable String stream;

    @Option(names = "--from", description = "first position or instant (default: the beginning)")
    private String from = "0";

    @Option(names = "--to", description = "position or instant to stop before (default: the end)")
    private @Nullable String to;

    @Option(names = "--out", description = "write it into a file instead of printing it")
    private @Nullable Path out;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (stream == null) {
            System.err.println("STREAM: absent (expected: source/account/stream, or one of: verify, keys)");
            return 2;
        }
        running.requireKnown(stream);
        String path = "/v1/certificates/%s?from=%s%s"
                .formatted(
                        SuiteConnectionOptions.encodedStream(stream),
                        SuiteConnectionOptions.encoded(from),
                        to == null ? "" : "&to=" + SuiteConnectionOptions.encoded(to));
        String certificate = running.api(SuiteService.CHECKPOINT).get(path);
        if (out == null) {
            System.out.println(certificate);
        } else {
            Files.writeString(out, certificate + System.lineSeparator());
        }
        return 0;
    }
}
