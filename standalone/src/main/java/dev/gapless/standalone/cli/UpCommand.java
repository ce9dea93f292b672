package dev.gapless.standalone.cli;

import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.InterruptibleRun;
import dev.gapless.standalone.suite.PrometheusProcess;
import dev.gapless.standalone.suite.SuiteHome;
import dev.gapless.standalone.suite.SuiteOptions;
import dev.gapless.standalone.suite.SuiteService;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gapless up}. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Runs the suite over embedded servers until it is interrupted; its state survives.")
final class UpCommand implements Callable<Integer> {

    @Option(names = "--data", description = "data directory (default: ${DEFAULT-VALUE})")
    private Path data = Path.of(".gapless", "data");

    @Option(
            names = "--port-base",
            description = "first port: scheduler N, miner N+1, capture N+2, processor N+3, checkpoint N+4, live N+5,"
                    + " servers from N+10"
                    + " (default: as at the last start, at first any that are free)")
    private int portBase;

    @Mixin
    private PrometheusOptions observation = new PrometheusOptions();

    @Override
    public Integer call() throws Exception {
        Path prometheus = observation.program();
        SuiteHome home = SuiteHome.open(data);
        LogFile.in(home);
        InterruptibleRun.run(
                () -> {
                    try (GaplessSuite suite = GaplessSuite.start(
                            SuiteOptions.of(home, portBase, what -> System.out.println("starting " + what)))) {
                        for (SuiteService service : SuiteService.values()) {
                            System.out.printf("  %-10s %s%n", service.label(), suite.url(service));
                        }
                        System.out.printf("  %-10s %s%n", "token", home.adminToken());
                        if (prometheus == null) {
                            waitForEver();
                        } else {
                            try (PrometheusProcess observer = PrometheusProcess.start(prometheus, suite)) {
                                System.out.printf("  %-10s %s/alerts%n", "prometheus", observer.url());
                                waitForEver();
                            }
                        }
                    } catch (InterruptedException e) {
                        System.out.println("stopped");
                    }
                    return 0;
                },
                System.err::println);
        return 0;
    }

    private static void waitForEver() throws InterruptedException {
        System.out.println("ready; Ctrl-C stops it");
        new CountDownLatch(1).await();
    }
}
