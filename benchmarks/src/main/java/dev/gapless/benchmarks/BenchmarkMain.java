package dev.gapless.benchmarks;

import java.util.logging.LogManager;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;

/** Entry of {@code ./gapless bench}. */
public final class BenchmarkMain {

    private BenchmarkMain() {}

    public static void main(String[] args) {
        // before any logger is made: one configuration for all services of this process
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        System.setProperty("logback.configurationFile", "bench-logback.xml");
        LogManager.getLogManager().reset();
        SLF4JBridgeHandler.install();
        // the embedded servers have threads of their own
        System.exit(new CommandLine(new BenchCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }
}
