package dev.gapless.standalone.cli;

import dev.gapless.common.certificate.CertificateVerifier;
import dev.gapless.common.certificate.CertificateVerifier.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gapless certificate verify}: asks no service. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = "Checks a certificate's signature without calling a service, and prints its contents.")
final class CertificateVerifyCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "the certificate")
    private Path file = Path.of("");

    @Option(names = "--keys", required = true, description = "file with the public keys (gapless certificate keys)")
    private Path keys = Path.of("");

    @Override
    public Integer call() throws IOException {
        return switch (CertificateVerifier.verify(Files.readString(file).strip(), Files.readString(keys))) {
            case Verdict.Genuine(String key, String content) -> {
                System.out.println(content);
                yield 0;
            }
            case Verdict.Refused(String reason) -> {
                System.err.println("%s: %s".formatted(file, reason));
                yield 1;
            }
        };
    }
}
