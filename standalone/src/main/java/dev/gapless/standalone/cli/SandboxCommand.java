package dev.gapless.standalone.cli;

import dev.gapless.standalone.demo.SandboxRun;
import dev.gapless.standalone.suite.InterruptibleRun;
import dev.gapless.standalone.suite.SuiteHome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gapless sandbox}. */
@Command(
        name = "sandbox",
        mixinStandardHelpOptions = true,
        description = "Runs a small platform with both paths until it is interrupted, for a first try of Gapless.",
        subcommands = SandboxCommand.Fault.class)
final class SandboxCommand implements Callable<Integer> {

    @Option(names = "--data", description = "data directory (default: ${DEFAULT-VALUE})")
    private Path data = Path.of(".gapless", "data");

    @Option(names = "--port", description = "port of both paths on the loopback address (default: ${DEFAULT-VALUE})")
    private int port = 9190;

    @Option(names = "--accounts", description = "how many there are at the first start (default: ${DEFAULT-VALUE})")
    private int accounts = 2;

    @Option(names = "--rate", description = "events a second over all accounts (default: ${DEFAULT-VALUE})")
    private int rate = 2;

    @Override
    public Integer call() throws Exception {
        return InterruptibleRun.run(
                () -> {
                    try (SandboxRun sandbox = SandboxRun.start(SuiteHome.open(data), port, accounts, rate)) {
                        System.out.println("sandbox " + sandbox.url());
                        sandbox.credentials().forEach(file -> System.out.println("  credential " + file));
                        System.out.println("ready; Ctrl-C stops it");
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        System.out.println("stopped");
                    }
                    return 0;
                },
                System.err::println);
    }

    /** {@code gapless sandbox fault KIND}. */
    @Command(
            name = "fault",
            mixinStandardHelpOptions = true,
            description = "Makes the running sandbox fail on demand; sandbox-upstream/README.md lists the kinds.")
    static final class Fault implements Callable<Integer> {

        @Parameters(paramLabel = "KIND", description = "such as drop-socket, half-open or 429-storm")
        private String kind = "";

        @Option(names = "--data", description = "data directory of the sandbox (default: ${DEFAULT-VALUE})")
        private Path data = Path.of(".gapless", "data");

        @Option(names = "--account", description = "the account that fails (default: all)")
        private String account = "*";

        @Option(names = "--count", description = "how often, where the kind counts (default: ${DEFAULT-VALUE})")
        private int count = 1;

        @Option(names = "--for", description = "how long, where the kind lasts (default: ${DEFAULT-VALUE})")
        private Duration duration = Duration.ofSeconds(10);

        @Override
        public Integer call() throws IOException, InterruptedException {
            SandboxRun.plan(new SuiteHome(data.toAbsolutePath().normalize()), kind, account, count, duration);
            System.out.println("planned " + kind);
            return 0;
        }
    }
}
