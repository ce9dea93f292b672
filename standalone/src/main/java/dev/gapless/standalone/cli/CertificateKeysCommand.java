package dev.gapless.standalone.cli;

import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code gapless certificate keys}. */
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        description = "Prints the public keys that verify certificates, also the former ones (a JWK set).")
final class CertificateKeysCommand implements Callable<Integer> {

    @Mixin
    private SuiteConnectionOptions running = new SuiteConnectionOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        output.print(running.api(SuiteService.CHECKPOINT).get("/v1/certificate-keys"));
        return 0;
    }
}
